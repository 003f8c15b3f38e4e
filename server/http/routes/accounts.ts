import { z } from 'zod'
import { AccountCreated, AccountSummary, NewAccount } from '../../../shared/api/accounts.ts'
import { AccountId } from '../../../shared/ids.ts'
import { administrators, managers, viewers } from '../auth.ts'
import { defineRoute } from '../define-route.ts'

export type AccountNeeds = {
  listAccounts(): Promise<AccountSummary[]>
  /** Refuses `account.exists` (409) for an app that is connected already. */
  connectAccount(account: NewAccount): Promise<AccountCreated>
  /** Asks the platform for a token and tells how that went; refuses `account.not-found`. */
  testAccount(id: AccountId): Promise<AccountSummary>
  /** Starts fetching followers, staff, customers and templates in the background. */
  syncAccount(id: AccountId): Promise<void>
}

const params = z.object({ id: AccountId })

export const accountRoutes = (needs: AccountNeeds) => [
  defineRoute({
    method: 'GET',
    path: '/api/v1/accounts',
    summary: 'Connected accounts, without their secrets',
    auth: viewers,
    reply: z.object({ items: z.array(AccountSummary) }),
    answer: async () => ({ items: await needs.listAccounts() }),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/v1/accounts',
    summary: 'Connect an Official Account, a mini-program or a WeCom application',
    auth: administrators,
    body: NewAccount,
    reply: AccountCreated,
    status: 201,
    answer: ({ body }) => needs.connectAccount(body),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/v1/accounts/:id/test',
    summary: 'Try the credentials against the platform',
    auth: managers,
    params,
    reply: AccountSummary,
    answer: ({ params: { id } }) => needs.testAccount(id),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/v1/accounts/:id/sync',
    summary: 'Fetch people, staff and templates of the account in the background',
    auth: managers,
    params,
    reply: null,
    status: 202,
    answer: ({ params: { id } }) => needs.syncAccount(id),
  }),
]
