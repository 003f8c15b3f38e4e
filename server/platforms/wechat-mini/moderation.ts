import { z } from 'zod'

/** 1 profile, 2 comment, 3 forum, 4 social log (facts B7). */
export const ModerationScene = z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)])
/** A label's meaning is [U]; the suggestion is what counts. */
export const ModerationResult = z.object({ suggest: z.enum(['pass', 'review', 'risky']), label: z.number() })
