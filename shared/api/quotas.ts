import { z } from 'zod'
import { AccountId } from '../ids.ts'
import { quotaPeriods } from '../quota-window.ts'

/** GET /api/v1/quotas: how many calls each account's APIs took, and what will be needed today. */
export const QuotaRow = z.object({
  account: AccountId,
  accountName: z.string(),
  api: z.string(),
  label: z.string(),
  per: z.enum(quotaPeriods),
  used: z.number().int(),
  /** Of the used: the platform counted them and we did not, other systems of the account called. */
  elsewhere: z.number().int(),
  /** Of the used: taken by a worker that ended without saying how many it called. */
  lost: z.number().int(),
  /** null: nobody has named one. */
  limit: z.number().int().nullable(),
  limitFrom: z.enum(['person', 'platform', 'facts', 'default']).nullable(),
  resetsAt: z.coerce.date(),
  /** When the platform last told its own count; null where the count is ours alone. */
  checkedAt: z.coerce.date().nullable(),
  closedUntil: z.coerce.date().nullable(),
  refused: z.object({ errcode: z.number().int(), says: z.string(), at: z.coerce.date() }).nullable(),
})
export type QuotaRow = z.infer<typeof QuotaRow>

/** What one API will be asked for until the platform's midnight. */
export const QuotaForecast = z.object({
  label: z.string(),
  waiting: z.number().int(),
  planned: z.number().int(),
  left: z.number().int().nullable(),
  /** A Chinese sentence when it will not do. */
  warning: z.string().nullable(),
})
export type QuotaForecast = z.infer<typeof QuotaForecast>

export const Quotas = z.object({
  items: z.array(QuotaRow),
  forecast: z.array(QuotaForecast),
  /** Accounts whose day can be begun anew at the platform, and how often this month. */
  clearable: z.array(z.object({ account: AccountId, name: z.string(), left: z.number().int() })),
})
export type Quotas = z.infer<typeof Quotas>

export const QuotaLimit = z.object({
  api: z.string().regex(/^\/[\w/-]{1,200}$/),
  per: z.enum(quotaPeriods),
  /** null: what the platform or its documents say counts again. */
  calls: z.number().int().min(0).max(1_000_000_000).nullable(),
})
export type QuotaLimit = z.infer<typeof QuotaLimit>
