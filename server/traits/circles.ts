import { Refusal } from '../../shared/refusal.ts'
import type { Reference } from '../../shared/segment/contract.ts'
import { referencesOf } from '../../shared/segment/lint.ts'
import type { ConditionTree } from '../../shared/segment/tree.ts'

/** Something that conditions make: a tag by its rule, a segment, the stages of the lifecycle. */
export type Made = {
  kind: 'tag' | 'segment' | 'stages'
  name: string
  label: string
  trees: readonly ConditionTree[]
}

/** All stages together are one thing: of each the ones before it decide as well. */
export const LIFECYCLE = '阶段'
const words: Record<Made['kind'], string> = { tag: '标签', segment: '人群', stages: '生命周期' }

/**
 * Refuses conditions by which a thing would depend on itself, through however many others: it would be given and taken
 * away for ever. `tagsOf` gives the tags of a group.
 */
export function refuseDependence(own: Made, all: readonly Made[], tagsOf: (group: string) => readonly string[]): void {
  const byKey = new Map([...all, own].map((one) => [keyOf(one), one]))
  const path = pathBack(own, byKey, tagsOf)
  if (path === null) return
  const said = [own, ...path, own].map(({ kind, label }) => `${words[kind]}「${label}」`)
  throw new Refusal({
    code: 'trait.circle',
    status: 422,
    message: `这样会绕成一圈：${said.join(' → ')}。请去掉其中一处条件。`,
    details: { chain: [own, ...path, own].map(keyOf) },
  })
}

const keyOf = ({ kind, name }: Pick<Made, 'kind' | 'name'>) => `${kind}:${name}`

/** What stands between a thing and itself; null when no way leads back. */
function pathBack(
  own: Made,
  byKey: ReadonlyMap<string, Made>,
  tagsOf: (group: string) => readonly string[],
): Made[] | null {
  const seen = new Set<string>()
  const open: { at: Made; path: Made[] }[] = [{ at: own, path: [] }]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const key of next.at.trees.flatMap(referencesOf).flatMap((one) => keysOf(one, tagsOf))) {
      if (key === keyOf(own)) return next.path
      const found = byKey.get(key)
      if (found === undefined || seen.has(key)) continue
      seen.add(key)
      open.push({ at: found, path: [...next.path, found] })
    }
  }
  return null
}

function keysOf({ to, name }: Reference, tagsOf: (group: string) => readonly string[]): string[] {
  switch (to) {
    case 'tag':
    case 'segment':
      return [keyOf({ kind: to, name })]
    case 'tag-group':
      return tagsOf(name).map((tag) => keyOf({ kind: 'tag', name: tag }))
    case 'stage':
      return [keyOf({ kind: 'stages', name: LIFECYCLE })]
    default:
      return []
  }
}
