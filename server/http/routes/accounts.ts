import { z } from 'zod'
import {
  AccountChange,
  AccountCreated,
  AccountSummary,
  CallbackKeys,
  NewAccount,
} from '../../../shared/api/accounts.ts'
import { AccountId } from '../../../shared/ids.ts'
import { administrators, managers, viewers } from '../auth.ts'
import { defineRoute } from '../define-route.ts'

export type AccountNeeds = {
  listAccounts(): Promise<AccountSummary[]>
  /** Refuses `account.exists` (409) for an app that is connected already. */
  connectAccount(account: NewAccount): Promise<AccountCreated>
  /** Asks the platform for a token and tells how that went; refuses `account.not-found`. */
  testAccount(id: AccountId): Promise<AccountSummary>
  readAccount(id: AccountId): Promise<AccountSummary>
  /** Refuses `account.settled` (409) for another app's id once the platform has spoken to us. */
  changeAccount(id: AccountId, change: AccountChange): Promise<AccountSummary>
  /** The new keys, told this once. */
  renewCallbackKeys(id: AccountId): Promise<CallbackKeys>
  pauseAccount(id: AccountId): Promise<void>
  resumeAccount(id: AccountId): Promise<void>
  disconnectAccount(id: AccountId): Promise<void>
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
    method: 'GET',
    path: '/api/v1/accounts/:id',
    summary: 'One connected account, without its secrets',
    auth: viewers,
    params,
    reply: AccountSummary,
    answer: ({ params: { id } }) => needs.readAccount(id),
  }),
  defineRoute({
    method: 'PUT',
    path: '/api/v1/accounts/:id',
    summary: 'Change an account: its name, type or mode, or replace its secret',
    auth: administrators,
    params,
    body: AccountChange,
    reply: AccountSummary,
    answer: ({ params: { id }, body }) => needs.changeAccount(id, body),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/v1/accounts/:id/callback-keys',
    summary:
      'Make a new token and EncodingAESKey, shown this once; the old pair works until the platform uses the new one',
    auth: administrators,
    params,
    reply: CallbackKeys,
    answer: ({ params: { id } }) => needs.renewCallbackKeys(id),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/v1/accounts/:id/pause',
    summary: 'Pause an account: callbacks are still taken, nothing is called or sent',
    auth: administrators,
    params,
    reply: null,
    answer: ({ params: { id } }) => needs.pauseAccount(id),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/v1/accounts/:id/resume',
    summary: 'Go on with a paused account',
    auth: administrators,
    params,
    reply: null,
    answer: ({ params: { id } }) => needs.resumeAccount(id),
  }),
  defineRoute({
    method: 'DELETE',
    path: '/api/v1/accounts/:id',
    summary: 'Disconnect an account: its secrets are forgotten, its callbacks refused; people and messages stay',
    auth: administrators,
    params,
    reply: null,
    answer: ({ params: { id } }) => needs.disconnectAccount(id),
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
