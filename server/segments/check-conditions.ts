import { Refusal } from '../../shared/refusal.ts'
import { type Known, treeProblems } from '../../shared/segment/lint.ts'
import type { ConditionTree } from '../../shared/segment/tree.ts'

/** Refuses a tree that can't be evaluated as it stands, and says which conditions are wrong and where. */
export function checkConditions(tree: ConditionTree, known: Known): void {
  const problems = treeProblems(tree, known)
  const [first] = problems
  if (first === undefined) return
  const more = problems.length === 1 ? '' : `另有 ${problems.length - 1} 处问题。`
  throw new Refusal({
    code: 'segment.invalid-conditions',
    status: 422,
    message: `${first.message}。${more}`,
    details: { problems },
  })
}
