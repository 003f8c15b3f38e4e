import { z } from 'zod'
import { QuotaLimit, Quotas } from '../../../shared/api/quotas.ts'
import { AccountId } from '../../../shared/ids.ts'
import { administrators, managers, viewers } from '../auth.ts'
import { defineRoute } from '../define-route.ts'

export type QuotaNeeds = {
  readQuotas(): Promise<Quotas>
  /** Asks the platforms for their own counts. */
  checkQuotas(): Promise<void>
  /** Refuses `quota.not-clearable` and `quota.not-cleared` (409). */
  clearQuota(account: AccountId): Promise<void>
  /** Refuses `account.not-found`. */
  setLimit(account: AccountId, limit: QuotaLimit): Promise<void>
}

const params = z.object({ account: AccountId })

export const quotaRoutes = (needs: QuotaNeeds) => [
  defineRoute({
    method: 'GET',
    path: '/api/v1/quotas',
    summary: "How many calls the platforms take, were made, and will be needed until the platforms' midnight",
    auth: viewers,
    reply: Quotas,
    answer: () => needs.readQuotas(),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/v1/quotas/check',
    summary: 'Ask the platforms for their own counts',
    auth: managers,
    reply: null,
    answer: () => needs.checkQuotas(),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/v1/quotas/:account/clear',
    summary: "Let the platform count the account's day anew; ten times a month",
    auth: administrators,
    params,
    reply: null,
    answer: ({ params: { account } }) => needs.clearQuota(account),
  }),
  defineRoute({
    method: 'PUT',
    path: '/api/v1/quotas/:account/limit',
    summary: "Name an API's limit, which differs from account to account; null takes it back",
    auth: administrators,
    params,
    body: QuotaLimit,
    reply: null,
    answer: ({ params: { account }, body }) => needs.setLimit(account, body),
  }),
]
