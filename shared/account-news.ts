import { z } from 'zod'

/**
 * What a platform tells about a connected account and no person: something of it changed and is to be read again, or a
 * job begun earlier has ended. Neither stands in anybody's timeline.
 */
export type Change =
  /** Members, by userid; a renamed one with both ids. */
  | { part: 'staff'; ids: readonly string[] }
  | { part: 'departments'; ids: readonly string[] }
  /** Tags and tag groups of the company. */
  | { part: 'corp-tags'; ids: readonly string[] }
  /** A customer group, by chat id. */
  | { part: 'groups'; ids: readonly string[]; move: GroupMove }
  /** 微信客服 accounts in which something was said, by open_kfid; the token opens them for ten minutes (facts C7). */
  | { part: 'kf'; ids: readonly string[]; token: string }
export type ChangedPart = Change['part']
/** What the callback itself says of a group's change; the rest is to be read. A group that was dismissed can't be. */
export type GroupMove =
  | { what: 'created' | 'changed' | 'dismissed' }
  | { what: 'joined'; how: 'invited' | 'scanned' | null; members: readonly string[] }
  | { what: 'left'; how: 'left' | 'removed' | null; members: readonly string[] }

/**
 * Whoever reads a part again. All changes of the part that came together are handed over at once. One that is `stopping`
 * may throw: what it was given comes again.
 */
export type ChangeHand = (account: string, changes: readonly Change[], stopping: AbortSignal) => Promise<unknown>
export type ChangeHands = Partial<Record<ChangedPart, ChangeHand>>

/** How a job of the platform ended. `job` and `id` name it within its account, as the call that began it did. */
const report = <const J extends string, S extends z.ZodRawShape>(job: J, shape: S) =>
  z.object({ job: z.literal(job), id: z.string(), succeeded: z.boolean(), problem: z.string().nullable(), ...shape })
export const JobReport = z.discriminatedUnion('job', [
  /** A mass send, by its `msg_id`; the platform gives numbers and names nobody (facts A7.5). */
  report('mass', {
    total: z.number(),
    filtered: z.number(),
    sent: z.number(),
    failed: z.number(),
    articles: z.array(z.string()),
  }),
  /** Articles published, by `publish_id` (facts A8.3). */
  report('publish', { article: z.string().nullable(), articles: z.array(z.string()) }),
  /** A picture or sound that was checked, by `trace_id` (facts B7). */
  report('media-check', { verdict: z.enum(['pass', 'review', 'risky']).nullable() }),
  /** An import of members that ran in WeCom, by its job id (facts C2.3). */
  report('batch', { kind: z.string() }),
])
export type JobReport = z.infer<typeof JobReport>
