import { z } from 'zod'

/** A condition tree: and / or / not over single conditions. */
export type ConditionTree =
  | { kind: 'and' | 'or'; of: ConditionTree[] }
  | { kind: 'not'; of: ConditionTree }
  | { kind: 'condition'; type: string; settings: Record<string, unknown> }

/**
 * So many levels of groups, and so many conditions in all, a person can still read; and no tree is a burden. A "not" is
 * no level of its own, as it is none on the page.
 */
export const MAX_DEPTH = 8
export const MAX_CONDITIONS = 100
const MAX_BRANCHES = 300

const Branch: z.ZodType<ConditionTree> = z.lazy(() =>
  z.union([
    z.object({ kind: z.enum(['and', 'or']), of: z.array(Branch).max(MAX_CONDITIONS) }),
    z.object({ kind: z.literal('not'), of: Branch }),
    z.object({ kind: z.literal('condition'), type: z.string(), settings: z.record(z.string(), z.unknown()) }),
  ]),
)

/** Counted before anything else looks at it, and without recursion: a tree of a hundred thousand levels is only refused. */
function sizeProblem(given: unknown): string | null {
  const open = [{ branch: given, depth: 1 }]
  let branches = 0
  let conditions = 0
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { branch, depth } = next
    branches += 1
    if (typeof branch !== 'object' || branch === null) continue
    if (!('of' in branch)) conditions += 1
    if (depth > MAX_DEPTH) return `条件最多嵌套 ${MAX_DEPTH} 层`
    if (conditions > MAX_CONDITIONS || branches > MAX_BRANCHES) return `条件最多 ${MAX_CONDITIONS} 个`
    const inner: unknown[] = 'of' in branch ? (Array.isArray(branch.of) ? branch.of : [branch.of]) : []
    if (inner.length > MAX_BRANCHES) return `条件最多 ${MAX_CONDITIONS} 个`
    const below = 'kind' in branch && branch.kind === 'not' ? depth : depth + 1
    open.push(...inner.map((one) => ({ branch: one, depth: below })))
  }
  return null
}

export const ConditionTree: z.ZodType<ConditionTree> = z
  .unknown()
  .superRefine((given, context) => {
    const problem = sizeProblem(given)
    if (problem !== null) context.addIssue({ code: 'custom', message: problem })
  })
  .pipe(Branch)
