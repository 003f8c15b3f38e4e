import { z } from 'zod'

/** A condition tree: and / or / not over single conditions. */
export type ConditionTree =
  | { kind: 'and' | 'or'; of: ConditionTree[] }
  | { kind: 'not'; of: ConditionTree }
  | { kind: 'condition'; type: string; settings: Record<string, unknown> }

export const ConditionTree: z.ZodType<ConditionTree> = z.lazy(() =>
  z.union([
    z.object({ kind: z.enum(['and', 'or']), of: z.array(ConditionTree).max(50) }),
    z.object({ kind: z.literal('not'), of: ConditionTree }),
    z.object({ kind: z.literal('condition'), type: z.string(), settings: z.record(z.string(), z.unknown()) }),
  ]),
)
