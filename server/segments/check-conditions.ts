import { Refusal } from '../../shared/refusal.ts'
import { leavesOf } from '../../shared/segment/evaluate.ts'
import type { ConditionTree } from '../../shared/segment/tree.ts'

const MOST_CONDITIONS = 200

/** Refuses a tree that nobody could evaluate, and says which condition is wrong. */
export function checkConditions(tree: ConditionTree): void {
  const leaves = leavesOf(tree)
  if (leaves.length > MOST_CONDITIONS)
    throw invalid(`条件太多：最多 ${MOST_CONDITIONS} 条，现在有 ${leaves.length} 条。`)
  for (const leaf of leaves) {
    if (leaf.ok) continue
    if (leaf.kind === null)
      throw invalid(leaf.type === '' ? '有一条还没有选择条件。' : `没有「${leaf.type}」这种条件。`)
    throw invalid(`条件「${leaf.kind.label}」没有填对：${leaf.issues[0]?.message ?? '请检查'}`)
  }
}

const invalid = (message: string) => new Refusal({ code: 'segment.invalid-conditions', status: 422, message })
