import type { AccountCreated, AccountSummary, NewAccount } from '../../shared/api/accounts.ts'
import { AccountId } from '../../shared/ids.ts'
import { Refusal } from '../../shared/refusal.ts'
import type { Clock } from '../kit/clock.ts'
import { newId } from '../kit/new-id.ts'
import type { Account, AccountsStore } from '../store/accounts.ts'
import type { AppPlatforms } from './app-platforms.ts'
import { credentialProblem } from './credential-problem.ts'

type Needs = { accounts: AccountsStore; platforms: Pick<AppPlatforms, 'fetchToken'>; clock: Clock; publicUrl: string }

/** Connecting an app, listing what is connected, trying its credentials. Secrets go in and never come out. */
export function createConnections({ accounts, platforms, clock, publicUrl }: Needs) {
  const callbackUrl = ({ kind, id }: Pick<Account, 'kind' | 'id'>) => `${publicUrl}/callbacks/${kind}/${id}`
  const summaryOf = ({ originalId: _o, templates: _t, ...account }: Account): AccountSummary => ({
    ...account,
    callbackUrl: callbackUrl(account),
  })

  return {
    async connectAccount(given: NewAccount): Promise<AccountCreated> {
      const id = AccountId.parse(newId('ac'))
      const { name, kind, appSecret, token, encodingAesKey } = given
      await accounts.add({
        id,
        kind,
        name,
        ...placeOf(given),
        secrets: { appSecret, token, encodingAesKey },
        createdAt: clock.now(),
      })
      return { id, callbackUrl: callbackUrl({ kind, id }) }
    },

    listAccounts: async (): Promise<AccountSummary[]> => (await accounts.list()).map(summaryOf),

    /** Asks the platform for a token, past every cache, and keeps what came of it. */
    async testAccount(id: AccountId): Promise<AccountSummary> {
      const account = await accounts.get(id)
      if (account === null) throw new Refusal({ code: 'account.not-found', status: 404, message: '没有这个账号' })
      const problem = await credentialProblem(() => platforms.fetchToken(account))
      const credentials = { ok: problem === null, message: problem ?? '凭据有效', at: clock.now() }
      await accounts.recordTest(id, credentials)
      const { secrets: _secrets, ...shown } = account
      return summaryOf({ ...shown, credentials })
    },
  }
}
export type Connections = ReturnType<typeof createConnections>

function placeOf(given: NewAccount): Pick<Account, 'appId' | 'agentId' | 'originalId' | 'mode'> {
  switch (given.kind) {
    case 'oa':
    case 'mini':
      return { appId: given.appId, agentId: null, originalId: given.originalId ?? null, mode: given.mode }
    case 'wecom':
      return { appId: given.corpId, agentId: given.agentId, originalId: null, mode: 'safe' }
  }
}
