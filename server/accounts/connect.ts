import { randomBytes } from 'node:crypto'
import type { AccountCreated, AccountSummary, CallbackKeys, NewAccount } from '../../shared/api/accounts.ts'
import { AccountId } from '../../shared/ids.ts'
import { Refusal } from '../../shared/refusal.ts'
import type { Clock } from '../kit/clock.ts'
import { newId } from '../kit/new-id.ts'
import type { Account, AccountsStore, AccountWithSecrets } from '../store/accounts.ts'
import type { AppPlatforms } from './app-platforms.ts'
import { refusalSentence } from './callback-problem.ts'
import { triedCredentials } from './credential-problem.ts'

export type ConnectionNeeds = {
  accounts: AccountsStore
  platforms: Pick<AppPlatforms, 'tryCredentials'>
  clock: Clock
  publicUrl: string
  /** Why the platforms can't reach our address; null when nothing speaks against it. */
  addressProblem: string | null
}

/** Connecting an app, listing what is connected, trying its credentials. Secrets go in and never come out. */
export function createConnections({ accounts, platforms, clock, publicUrl, addressProblem }: ConnectionNeeds) {
  const callbackUrl = ({ kind, id }: Pick<Account, 'kind' | 'id'>) => `${publicUrl}/callbacks/${kind}/${id}`
  const summaryOf = (account: Account): AccountSummary => {
    const { templates: _templates, staffScope, lastRefusal, keyProvenAt: _provenAt, ...shown } = account
    return {
      ...shown,
      key: keyOf(account),
      callbackUrl: callbackUrl(account),
      sidebarUrl:
        account.kind === 'wecom' ? `${publicUrl}/sidebar/${staffScope === '' ? '' : `?company=${staffScope}`}` : null,
      addressProblem,
      lastRefusal: lastRefusal && { at: lastRefusal.at, message: refusalSentence(account, lastRefusal) },
    }
  }
  const withoutSecrets = ({ secrets: _secrets, ...account }: AccountWithSecrets): Account => account

  return {
    async connectAccount(given: NewAccount): Promise<AccountCreated> {
      const { name, kind, appSecret } = given
      const fresh = newKeys()
      const { token = fresh.token, encodingAesKey = fresh.encodingAesKey } = given
      const keys = { token, encodingAesKey }
      const company =
        given.kind === 'wecom' ? await companyOf(given.corpId) : { staffScope: '', customerContact: false }
      const id = await accounts.add({
        id: AccountId.parse(newId('ac')),
        kind,
        name,
        ...placeOf(given),
        ...company,
        secrets: { appSecret, ...keys },
        createdAt: clock.now(),
      })
      if (given.kind === 'wecom' && given.customerContact === true) await putForward(id)
      return { id, callbackUrl: callbackUrl({ kind, id }), ...(knows(given) ? {} : keys) }
    },

    putForward,
    connectedAccount,
    listAccounts: async (): Promise<AccountSummary[]> => (await accounts.list()).map(summaryOf),

    async readAccount(id: AccountId): Promise<AccountSummary> {
      return summaryOf(withoutSecrets(await connectedAccount(id)))
    },

    /** Tries them with the platform, past every cache, and keeps what came of it. */
    async testAccount(id: AccountId): Promise<AccountSummary> {
      const account = await connectedAccount(id)
      const credentials = {
        ...(await triedCredentials(() => platforms.tryCredentials(account))),
        at: clock.now(),
      }
      await accounts.recordTest(id, credentials)
      return summaryOf({ ...withoutSecrets(account), credentials })
    },
  }

  async function connectedAccount(id: AccountId): Promise<AccountWithSecrets> {
    const account = await accounts.get(id)
    if (account !== null && account.status !== 'disconnected') return account
    throw new Refusal({ code: 'account.not-found', status: 404, message: '没有这个账号' })
  }

  /** From now on this app deals with the company's customers, and no other does. */
  async function putForward(id: AccountId): Promise<void> {
    const { appId } = await connectedAccount(id)
    await accounts.leaveCustomersTo(id, appId)
    await accounts.edit(id, { customerContact: true })
  }

  /** The company connected first has the plain userids; another keeps its own, also when it comes a second time. */
  async function companyOf(corpId: string): Promise<Pick<Account, 'staffScope' | 'customerContact'>> {
    const known = await accounts.companies()
    const same = known.filter(({ appId }) => appId === corpId)
    const staffScope = same[0]?.staffScope ?? (known.some((one) => one.staffScope === '') ? corpId : '')
    const customerContact = !same.some((one) => one.customerContact && one.status !== 'disconnected')
    return { staffScope, customerContact }
  }
}
export type Connections = ReturnType<typeof createConnections>

/** What is known of the EncodingAESKey: an Official Account's verification says nothing of it, its first message does. */
function keyOf({ mode, lastRefusal, keyProvenAt }: Account): AccountSummary['key'] {
  if (mode === 'plain') return 'unused'
  const wrong = lastRefusal?.why === 'padding' && (keyProvenAt === null || keyProvenAt < lastRefusal.at)
  return wrong ? 'wrong' : keyProvenAt === null ? 'unproven' : 'proven'
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const letters = (count: number): string => {
  // Bytes that would favour the first letters are thrown away.
  let text = ''
  while (text.length < count) for (const byte of randomBytes(count)) if (byte < 248) text += LETTERS[byte % 62]
  return text.slice(0, count)
}
/** Letters and digits only, as long as the platforms allow (facts A2.1). */
export const newKeys = (): CallbackKeys => ({ token: letters(32), encodingAesKey: letters(43) })

/** Who brought the keys has them, and is not told them again. */
const knows = ({ token, encodingAesKey }: NewAccount): boolean => token !== undefined && encodingAesKey !== undefined

function placeOf(given: NewAccount): Pick<Account, 'appId' | 'agentId' | 'originalId' | 'mode' | 'type' | 'certified'> {
  switch (given.kind) {
    case 'oa': {
      const { appId, originalId, mode, type, certified } = given
      return { appId, agentId: null, originalId, mode, type, certified }
    }
    case 'mini': {
      const { appId, originalId = null, mode } = given
      return { appId, agentId: null, originalId, mode, type: null, certified: true }
    }
    case 'wecom':
      return {
        appId: given.corpId,
        agentId: given.agentId,
        originalId: null,
        mode: 'safe',
        type: null,
        certified: true,
      }
  }
}
