import { z } from 'zod'
import { oaRights } from '../account-rights.ts'
import { AccountId, ContactId } from '../ids.ts'
import type { AccountSummary } from './accounts.ts'

/** What is read from the platforms, part by part; each has its own progress and its own reports. */
export const SyncPartName = z.enum(['followers', 'oa-tags', 'templates', 'staff', 'corp-tags', 'customers', 'groups'])
export type SyncPartName = z.infer<typeof SyncPartName>

/** The order in which they are done and shown. */
const partsOfKind = {
  oa: ['templates', 'oa-tags', 'followers'],
  mini: ['templates'],
  wecom: ['staff', 'corp-tags', 'customers', 'groups'],
} as const satisfies Record<string, readonly SyncPartName[]>

/** Of several apps of one company the one that deals with customers reads for all. */
export function syncPartsOf({ kind, customerContact, type, certified }: Syncing): readonly SyncPartName[] {
  if (kind === 'wecom' && !customerContact) return []
  // The platform refuses the question itself to an account that can't have any.
  const templates = type === null || oaRights({ type, certified }).templates
  return partsOfKind[kind].filter((part) => part !== 'templates' || templates)
}
type Syncing = Pick<AccountSummary, 'kind' | 'customerContact' | 'type' | 'certified'>

/** `callbacks`: whether the platform tells of changes by itself; only then can a callback have been missed. */
export const syncPartWords: Record<SyncPartName, { label: string; unit: string; callbacks: boolean }> = {
  followers: { label: '粉丝', unit: '位粉丝', callbacks: true },
  'oa-tags': { label: '公众号标签', unit: '个标签', callbacks: false },
  templates: { label: '消息模板', unit: '个模板', callbacks: false },
  staff: { label: '组织架构', unit: '位成员', callbacks: true },
  'corp-tags': { label: '企业标签', unit: '个标签', callbacks: true },
  customers: { label: '企业微信客户', unit: '条好友关系', callbacks: true },
  groups: { label: '客户群', unit: '个群', callbacks: true },
}

/** Why a part is read: for the first time, at night, because somebody asked, because the platform said it changed. */
export const SyncCause = z.enum(['first', 'nightly', 'manual', 'callback'])
export type SyncCause = z.infer<typeof SyncCause>

const whole = z.number().int()
/**
 * What reading a part found out: against what the last reading had found (`added`, `changed`, `gone`), and against what
 * we knew from callbacks (`missed`, of which `mended` were put right at once).
 */
export const SyncCounts = z.object({
  seen: whole,
  added: whole,
  changed: whole,
  gone: whole,
  missed: whole,
  mended: whole,
})
export type SyncCounts = z.infer<typeof SyncCounts>

export const SyncExample = z.object({
  news: z.enum(['added', 'changed', 'gone']),
  title: z.string(),
  contact: ContactId.nullable(),
  missed: z.boolean(),
})
export type SyncExample = z.infer<typeof SyncExample>

export const SyncReport = z.object({
  id: z.string(),
  cause: SyncCause,
  startedAt: z.coerce.date(),
  endedAt: z.coerce.date(),
  counts: SyncCounts,
  examples: z.array(SyncExample),
  /** What a person must know besides: whom could not be checked, and why. */
  notes: z.array(z.string()),
})
export type SyncReport = z.infer<typeof SyncReport>

export const SyncState = z.object({
  account: AccountId,
  part: SyncPartName,
  /** `waiting`: asked for, and not begun, or put off because of `problem`. */
  state: z.enum(['never', 'waiting', 'running', 'done']),
  cause: SyncCause.nullable(),
  done: whole,
  /** Null while the platform has not told how many there are. */
  total: whole.nullable(),
  startedAt: z.coerce.date().nullable(),
  endedAt: z.coerce.date().nullable(),
  /** When it is tried or done again. */
  nextAt: z.coerce.date().nullable(),
  problem: z.string().nullable(),
  lastReport: SyncReport.nullable(),
})
export type SyncState = z.infer<typeof SyncState>

export const SyncStates = z.object({ items: z.array(SyncState) })
export const SyncReports = z.object({ items: z.array(SyncReport) })

const tagName = z.string().trim().min(1).max(60)
/** A tag on the platform, and the tag of ours that is kept the same as it. */
export const AccountTag = z.object({
  id: z.string(),
  name: z.string(),
  group: z.string().nullable(),
  /** Deleted on the platform while it was linked: the link rests. */
  gone: z.boolean(),
  link: z.object({ id: z.string(), tag: z.string() }).nullable(),
})
export type AccountTag = z.infer<typeof AccountTag>
export const AccountTags = z.object({
  items: z.array(AccountTag),
  /** Why people's tags could not be brought in line, with how many each concerns. */
  troubles: z.array(z.object({ problem: z.string(), people: whole })),
})
export type AccountTags = z.infer<typeof AccountTags>
/** `platformTag` null: one of the same name is made there when there is none; `group` for a company's tag. */
export const NewTagLink = z.object({
  tag: tagName,
  platformTag: z.string().min(1).nullable(),
  group: tagName.max(30).optional(),
})
export type NewTagLink = z.infer<typeof NewTagLink>
