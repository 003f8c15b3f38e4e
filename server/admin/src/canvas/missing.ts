import type { Catalogue, Problem } from '../../../../shared/api/journeys.ts'
import { kindOf } from '../../../../shared/journey/registry.ts'
import type { DrawnNode } from './edit.ts'
import { type Field, fieldOf, isSchema } from './field.ts'
import { lacking } from './field-values.ts'

type Group = Extract<Field, { kind: 'group' }>

/** The platform writes a colon into the name of a blank; a label needs none. */
export const blankWords = (label: string): string => label.replace(/[：:]\s*$/, '')

/** Blanks of the chosen template that nobody filled in: the schema only knows that there are some. */
function emptyBlanks(field: Group, value: Record<string, unknown>, catalogue: Catalogue): string[] {
  const named = field.members.find(({ field: member }) => member.kind === 'text' && member.widget === 'template')
  const entries = field.members.find(({ field: member }) => member.kind === 'entries')
  const template = catalogue.templates.find((one) => named !== undefined && one.id === value[named.name])
  if (entries === undefined || template === undefined) return []
  const given = value[entries.name]
  return template.fields.flatMap((blank) =>
    isSchema(given) && given[blank.name] !== undefined ? [] : [blankWords(blank.label)],
  )
}

function missingContent(field: Group, value: Record<string, unknown>, catalogue: Catalogue): string[] {
  const channel = field.members.find(({ field: member }) => member.kind === 'text' && member.widget === 'channel')
  const content = field.members.find(({ field: member }) => member.kind === 'channel-content')
  const chosen = catalogue.channels.find((one) => channel !== undefined && one.name === value[channel.name])
  if (content === undefined || chosen === undefined) return []
  const shape = fieldOf(chosen.content, '内容')
  const given = value[content.name]
  const own = isSchema(given) ? given : {}
  const blanks = shape.kind === 'group' ? emptyBlanks(shape, own, catalogue) : []
  return [...lacking(shape, own), ...blanks]
}

/** What a person must still fill in before a node is complete, by the labels they see in its form. */
export function missingOf(node: Pick<DrawnNode, 'type' | 'settings'>, catalogue: Catalogue): string[] {
  const kind = catalogue.nodes.find((one) => one.type === node.type)
  if (kind === undefined) return []
  const field = fieldOf(kind.settings, '')
  const own = lacking(field, node.settings)
  return field.kind === 'group' ? [...own, ...missingContent(field, node.settings, catalogue)] : own
}

/** The checker speaks of the last save; settings that fit by now are no longer wrong. */
const isMended = (problem: Problem, node: DrawnNode): boolean =>
  problem.code === 'bad-settings' && kindOf(node.type)?.settings.safeParse(node.settings).success === true

/** A line leads to its node by a click: the node's id, which nobody knows, says nothing. */
const withoutId = (problem: Problem): Problem =>
  problem.node === null ? problem : { ...problem, message: problem.message.replaceAll(`(${problem.node})`, '') }

/** A draft that is only half filled in is told once, in the form's own words, not field by field in the checker's. */
export function toldPlainly(
  problems: readonly Problem[],
  nodes: readonly DrawnNode[],
  catalogue: Catalogue,
): readonly Problem[] {
  const seen = new Set<string>()
  return problems.map(withoutId).flatMap((problem) => {
    const node = nodes.find((one) => one.id === problem.node)
    if (node === undefined || !['bad-settings', 'bad-content'].includes(problem.code)) return [problem]
    const missing = missingOf(node, catalogue)
    if (missing.length === 0) return isMended(problem, node) ? [] : [problem]
    if (seen.has(node.id)) return []
    seen.add(node.id)
    const label = catalogue.nodes.find((kind) => kind.type === node.type)?.label ?? node.type
    return [{ ...problem, message: `「${label}」还要填写：${missing.join('、')}` }]
  })
}
