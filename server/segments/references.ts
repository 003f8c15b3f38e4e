import type { SegmentUse } from '../../shared/api/segments.ts'
import { SegmentId } from '../../shared/ids.ts'
import { Refusal } from '../../shared/refusal.ts'
import { cycleIn } from '../../shared/segment/lint.ts'
import type { ConditionTree } from '../../shared/segment/tree.ts'

type Named = { id: SegmentId; name: string; tree: ConditionTree | null }

/** The segments that a tree or a journey names, wherever in its settings: no other id looks like theirs. */
export function segmentsNamedIn(value: unknown): Set<SegmentId> {
  const found = JSON.stringify(value ?? null).match(/"sg_[0-9a-z]+"/g) ?? []
  return new Set(found.map((quoted) => SegmentId.parse(quoted.slice(1, -1))))
}

/** Refuses conditions that lead back to the segment itself. */
export function refuseCircle(own: { id: SegmentId; name: string; tree: ConditionTree }, all: readonly Named[]): void {
  const byId = new Map<string, Named>(all.map((one) => [one.id, one]))
  const chain = cycleIn(own.id, own.tree, (id) => byId.get(id)?.tree ?? null)
  if (chain === null) return
  const names = chain.map((id) => (id === own.id ? own.name : (byId.get(id)?.name ?? id)))
  const message = `人群不能包含自己：${names.map((name) => `「${name}」`).join(' → ')}。请去掉其中一处引用。`
  throw new Refusal({ code: 'segment.contains-itself', status: 422, message, details: { chain } })
}

/** Who names each segment. */
export function usesOf(makers: readonly (SegmentUse & { definition: unknown })[]): Map<SegmentId, SegmentUse[]> {
  const uses = new Map<SegmentId, SegmentUse[]>()
  for (const { kind, id, name, definition } of makers)
    for (const segment of segmentsNamedIn(definition))
      uses.set(segment, [...(uses.get(segment) ?? []), { kind, id, name }])
  return uses
}
