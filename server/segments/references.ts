import type { SegmentUse } from '../../shared/api/segments.ts'
import { SegmentId } from '../../shared/ids.ts'
import { Refusal } from '../../shared/refusal.ts'
import type { ConditionTree } from '../../shared/segment/tree.ts'

type Named = { id: SegmentId; name: string; tree: ConditionTree | null; state: 'active' | 'archived' }

/** The segments that a tree or a journey names, wherever in its settings: no other id looks like theirs. */
export function segmentsNamedIn(value: unknown): Set<SegmentId> {
  const found = JSON.stringify(value ?? null).match(/"sg_[0-9a-z]+"/g) ?? []
  return new Set(found.map((quoted) => SegmentId.parse(quoted.slice(1, -1))))
}

/** Refuses conditions that name a segment which is not there, or that lead back to the segment itself. */
export function checkReferences(
  own: { id: SegmentId; name: string; tree: ConditionTree },
  all: readonly Named[],
): void {
  const byId = new Map(all.map((one) => [one.id, one]))
  for (const id of segmentsNamedIn(own.tree)) {
    const named = byId.get(id)
    if (id !== own.id && (named === undefined || named.state === 'archived')) {
      const message =
        named === undefined
          ? '条件里选的人群已不存在，请重新选择。'
          : `条件里选的人群「${named.name}」已归档，请先恢复它或换一个人群。`
      throw new Refusal({ code: 'segment.unknown-reference', status: 422, message })
    }
  }
  const chain = chainBack(own, byId)
  if (chain === null) return
  const names = [own.name, ...chain.map((id) => byId.get(id)?.name ?? id), own.name]
  const message = `人群不能包含自己：${names.map((name) => `「${name}」`).join(' → ')}。请去掉其中一处引用。`
  throw new Refusal({
    code: 'segment.contains-itself',
    status: 422,
    message,
    details: { chain: [own.id, ...chain, own.id] },
  })
}

/** The segments between this one and itself; null when no way leads back. */
function chainBack(
  own: { id: SegmentId; tree: ConditionTree },
  all: ReadonlyMap<SegmentId, Named>,
): SegmentId[] | null {
  const seen = new Set<SegmentId>()
  const search = (tree: ConditionTree | null, path: readonly SegmentId[]): SegmentId[] | null => {
    if (tree === null) return null
    for (const id of segmentsNamedIn(tree)) {
      if (id === own.id) return [...path]
      if (seen.has(id)) continue
      seen.add(id)
      const found = search(all.get(id)?.tree ?? null, [...path, id])
      if (found !== null) return found
    }
    return null
  }
  return search(own.tree, [])
}

/** Who names each segment. A journey counts with its draft and with the version that takes people in. */
export function usesOf(
  segments: readonly Named[],
  journeys: readonly { id: string; name: string; parts: readonly unknown[] }[],
): Map<SegmentId, SegmentUse[]> {
  const uses = new Map<SegmentId, SegmentUse[]>()
  const note = (value: unknown, use: SegmentUse) => {
    for (const id of segmentsNamedIn(value)) uses.set(id, [...(uses.get(id) ?? []), use])
  }
  for (const { id, name, parts } of journeys) note(parts, { kind: 'journey', id, name })
  for (const { id, name, tree } of segments) note(tree, { kind: 'segment', id, name })
  return uses
}
