import type { Problem } from '../api/journeys.ts'
import { type EventName, eventLabels } from '../events.ts'
import type { NodeId } from '../ids.ts'
import { errorInChinese } from '../say-problem.ts'
import { goneReference, type Known as Nameable, treeProblems } from '../segment/lint.ts'
import { bareVariablesIn, emptyPlaceWords, variablesIn } from '../variables.ts'
import type { NodeKind } from './contract.ts'
import type { JourneyDefinition, JourneyNode } from './journey.ts'
import { momentsOf } from './moments.ts'
import { kindOf } from './registry.ts'

/** What only the server knows: a Chinese sentence when a content does not fit its channel, or an account is gone. */
export type LintNeeds = {
  /** What there is that nodes and their conditions can name; what is not given is not looked at. */
  nameable?: Nameable
  /** Of a variable in a message, by its name. */
  variableProblem?: (name: string) => string | null
  contentProblem?: (channel: string, content: unknown) => string | null
  /** Of an account that a start looks at, by its id. */
  accountProblem?: (account: string) => string | null
  /** Of a channel whose message can only answer one of these events at once. */
  answersOf?: (channel: string) => { label: string; what: string; events: readonly EventName[] } | null
}

type Known = { node: JourneyNode; kind: NodeKind }
type Level = Problem['level']

/** Everything wrong with a draft: errors keep it from being published, warnings do not. Every message names its node. */
export function lintJourney(definition: JourneyDefinition, needs: LintNeeds = {}): Problem[] {
  const known = definition.nodes.flatMap((node): Known[] => {
    const kind = kindOf(node.type)
    return kind ? [{ node, kind }] : []
  })
  return [
    ...startProblems(definition, known),
    ...nameProblems(definition),
    ...known.flatMap((one) => settingsProblems(one, needs)),
    ...emptyPlaces(definition, known, needs),
    ...known.flatMap((one) => exitProblems(one, definition)),
    ...answerProblems(definition, known, needs),
    ...unreachableProblems(definition),
    ...loopProblems(known),
  ]
}

export const isPublishable = (problems: readonly Problem[]): boolean => problems.every(({ level }) => level !== 'error')

const problem = (level: Level, code: string, node: NodeId | null, message: string): Problem => ({
  level,
  node,
  code,
  message,
})

/** `节点「等待」(n3)` */
const named = (node: JourneyNode): string => `节点「${kindOf(node.type)?.label ?? node.type}」(${node.id})`

function startProblems({ entry, nodes }: JourneyDefinition, known: readonly Known[]): Problem[] {
  const starts = known.filter(({ kind }) => kind.class === 'start')
  if (starts.length === 0) return [problem('error', 'no-start', null, '旅程没有开始节点')]
  if (!nodes.some(({ id }) => id === entry)) return [problem('error', 'no-entry', null, '旅程的入口节点不存在')]
  return [
    ...(starts.some(({ node }) => node.id === entry)
      ? []
      : [problem('error', 'entry-not-start', entry, '旅程的入口不是开始节点')]),
    ...starts
      .filter(({ node }) => node.id !== entry)
      .map(({ node }) => problem('error', 'second-start', node.id, `${named(node)}是多余的开始节点，旅程只能有一个`)),
  ]
}

function nameProblems({ nodes }: JourneyDefinition): Problem[] {
  const seen = new Set<NodeId>()
  return nodes.flatMap((node) => {
    const twice = seen.has(node.id)
    seen.add(node.id)
    return [
      ...(twice ? [problem('error', 'same-id', node.id, `${named(node)}的编号与另一个节点重复`)] : []),
      ...(kindOf(node.type)
        ? []
        : [problem('error', 'unknown-type', node.id, `${named(node)}的类型 ${node.type} 不存在`)]),
    ]
  })
}

function settingsProblems({ node, kind }: Known, needs: LintNeeds): Problem[] {
  const parsed = kind.settings.safeParse(node.settings, { error: errorInChinese })
  if (!parsed.success) {
    return parsed.error.issues.map(({ path, message }) => {
      const field = titleAt(kind, path)
      return problem('error', 'bad-settings', node.id, `${named(node)}${field ? `的「${field}」` : ''}：${message}`)
    })
  }
  const trees = kind.trees?.(parsed.data) ?? []
  const references = kind.refersTo?.(parsed.data) ?? []
  const accounts = kind.accounts?.(parsed.data) ?? []
  const sends = kind.sends?.(parsed.data) ?? []
  return [
    ...trees.flatMap((tree) =>
      treeProblems(tree, needs.nameable).map(({ message }) =>
        problem('error', 'bad-condition', node.id, `${named(node)}：${message}`),
      ),
    ),
    ...references.flatMap((reference) => {
      const gone = goneReference(kind, reference, needs.nameable ?? {})
      return gone === null ? [] : [problem('error', 'gone-reference', node.id, `${named(node)}：${gone}`)]
    }),
    ...accounts.flatMap((account) => {
      const wrong = needs.accountProblem?.(account) ?? null
      return wrong === null ? [] : [problem('error', 'bad-account', node.id, `${named(node)}：${wrong}`)]
    }),
    ...sends.flatMap(({ channel, content }) => {
      const wrong = needs.contentProblem?.(channel, content) ?? null
      return wrong === null ? [] : [problem('error', 'bad-content', node.id, `${named(node)}：${wrong}`)]
    }),
    ...sends.flatMap(({ content }) =>
      variablesIn(content).flatMap((name) => {
        const wrong = needs.variableProblem?.(name) ?? null
        // An attribute may yet come with the first import; of an object somebody must have said what it is.
        const level = name.includes('.') ? 'error' : 'warning'
        return wrong === null ? [] : [problem(level, 'unknown-variable', node.id, `${named(node)}：${wrong}`)]
      }),
    ),
  ]
}

/** Variables without a text for who has no value, except the day that everybody in the journey has: they came by it. */
function emptyPlaces({ entry }: JourneyDefinition, known: readonly Known[], needs: LintNeeds): Problem[] {
  const start = known.find(({ node }) => node.id === entry)
  const settings = start?.kind.settings.safeParse(start.node.settings)
  const rule = settings?.success ? start?.kind.starts?.(settings.data) : undefined
  const day =
    rule?.kind === 'dated' ? rule.attribute : rule?.kind === 'dated-row' ? `${rule.object}.${rule.field}` : null
  return known.flatMap(({ node, kind }) => {
    const parsed = kind.settings.safeParse(node.settings)
    const sends = parsed.success ? (kind.sends?.(parsed.data) ?? []) : []
    return sends.flatMap(({ content }) =>
      bareVariablesIn(content)
        .filter((name) => name !== day && (needs.variableProblem?.(name) ?? null) === null)
        .map((name) => problem('warning', 'empty-place', node.id, `${named(node)}：${emptyPlaceWords(name)}`)),
    )
  })
}

/** The Chinese title of the field an issue is about, from the schema's own `meta`. */
function titleAt(kind: NodeKind, path: readonly PropertyKey[]): string {
  const shape: unknown = 'shape' in kind.settings ? kind.settings.shape : {}
  const field: unknown = new Map<PropertyKey, unknown>(Object.entries(shape ?? {})).get(path[0] ?? '')
  const meta: unknown =
    typeof field === 'object' && field !== null && 'meta' in field && typeof field.meta === 'function'
      ? field.meta()
      : undefined
  const title = typeof meta === 'object' && meta !== null && 'title' in meta ? meta.title : undefined
  return typeof title === 'string' ? title : path.map(String).join('.')
}

function exitProblems({ node, kind }: Known, { nodes }: JourneyDefinition): Problem[] {
  const ids = new Set(nodes.map(({ id }) => id))
  const labelOf = (exit: string) => kind.exitLabels[exit] ?? exit
  const drawn = Object.entries(node.exits).flatMap(([exit, target]) => {
    if (!kind.exits.includes(exit)) {
      return [problem('error', 'unknown-exit', node.id, `${named(node)}没有名为「${exit}」的出口`)]
    }
    return ids.has(target)
      ? []
      : [problem('error', 'dead-end', node.id, `${named(node)}的出口「${labelOf(exit)}」连到了不存在的节点`)]
  })
  const open = kind.exits.filter((exit) => node.exits[exit] === undefined)
  return [
    ...drawn,
    ...open.map((exit) =>
      problem('warning', 'open-exit', node.id, `${named(node)}的出口「${labelOf(exit)}」没有连线，走到这里旅程就结束`),
    ),
  ]
}

/** What can only answer an event must stand where that event has just happened. */
function answerProblems(definition: JourneyDefinition, known: readonly Known[], needs: LintNeeds): Problem[] {
  const moments = momentsOf(definition)
  const started = moments.get(
    definition.nodes.find(({ id }) => id === definition.entry)?.exits['next'] ?? definition.entry,
  )
  return known.flatMap(({ node, kind }) => {
    const settings = kind.settings.safeParse(node.settings)
    const arriving = moments.get(node.id)
    if (!settings.success || !arriving) return []
    return (kind.sends?.(settings.data) ?? []).flatMap(({ channel }) => {
      const rule = needs.answersOf?.(channel)
      if (!rule) return []
      const names = rule.events.map((name) => `「${eventLabels[name]}」`).join('')
      const only = `${named(node)}：「${rule.label}」只能在${rule.what}发送`
      if (rule.events.some((name) => arriving.has(name))) {
        const others = [...arriving].some((one) => one === 'time' || !rule.events.includes(one))
        return others
          ? [problem('warning', 'late-answer', node.id, `${only}，从其他路线走到这里的人收不到，会走「触达不到」`)]
          : []
      }
      const waits = rule.events.some((name) => started?.has(name))
      const why = waits
        ? '这里要先经过等待才能走到，请移到等待之前'
        : `旅程要由${names}${rule.events.length > 1 ? '之一' : ''}触发，并在等待之前发送`
      return [problem('error', 'late-answer', node.id, `${only}，${why}`)]
    })
  })
}

function unreachableProblems({ entry, nodes }: JourneyDefinition): Problem[] {
  const byId = new Map(nodes.map((node) => [node.id, node]))
  if (!byId.has(entry)) return []
  const reached = new Set<NodeId>()
  const open = [entry]
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (reached.has(id)) continue
    reached.add(id)
    open.push(...Object.values(byId.get(id)?.exits ?? {}))
  }
  return nodes
    .filter(({ id }) => !reached.has(id))
    .map((node) => problem('error', 'unreachable', node.id, `没有任何连线能走到${named(node)}`))
}

/** A ring of nodes in which nobody ever pauses would spin until the engine's bound; one message per ring. */
function loopProblems(known: readonly Known[]): Problem[] {
  const spinning = new Map(known.filter(({ kind }) => !kind.pauses).map((one) => [one.node.id, one.node]))
  const done = new Set<NodeId>()
  const problems: Problem[] = []
  const visit = (node: JourneyNode, path: readonly NodeId[]) => {
    if (path.includes(node.id)) {
      problems.push(problem('error', 'loop', node.id, `经过${named(node)}的循环里没有等待节点，会无限循环`))
      return
    }
    if (done.has(node.id)) return
    for (const target of Object.values(node.exits)) {
      const next = spinning.get(target)
      if (next) visit(next, [...path, node.id])
    }
    done.add(node.id)
  }
  for (const node of spinning.values()) visit(node, [])
  return problems
}
