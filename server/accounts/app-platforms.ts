import type { Clock } from '../kit/clock.ts'
import { createPlatform, type Platform } from '../platforms/call.ts'
import { AccountHalted, NotConnected } from '../platforms/errors.ts'
import type { Transport } from '../platforms/http-transport.ts'
import type { Quota } from '../platforms/quota.ts'
import { createTokens, type LeasePort, type TokenStore } from '../platforms/tokens.ts'
import { errcodes as miniErrcodes } from '../platforms/wechat-mini/errcodes.ts'
import { stableToken } from '../platforms/wechat-oa/api/stable-token.ts'
import { errcodes as oaErrcodes } from '../platforms/wechat-oa/errcodes.ts'
import { agentGet } from '../platforms/wecom/api/agent-get.ts'
import { gettoken } from '../platforms/wecom/api/gettoken.ts'
import { ticketGet } from '../platforms/wecom/api/ticket-get.ts'
import { errcodes as wecomErrcodes } from '../platforms/wecom/errcodes.ts'
import type { AccountsStore, AccountWithSecrets } from '../store/accounts.ts'

/** Marketing goes through a client of its own, which leaves a share of the quota to what can't wait. */
export type ConnectedApp = { account: AccountWithSecrets; platform: Platform; marketing: Platform }
export type AppPlatformNeeds = {
  accounts: Pick<AccountsStore, 'get' | 'find' | 'findCompany'>
  tokens: TokenStore
  leases: LeasePort
  /** To api.weixin.qq.com and qyapi.weixin.qq.com, or to a simulator of them. */
  wechat: Transport
  wecom: Transport
  quotaOf: QuotaOf
  clock: Clock
  /** Names this process among those that share the tokens. */
  owner: string
}

type QuotaOf = (account: AccountWithSecrets, purpose: 'urgent' | 'marketing') => Quota | null

const kindNames = { oa: '公众号', mini: '小程序', wecom: '企业微信' } as const
const errcodesOf = { oa: oaErrcodes, mini: miniErrcodes, wecom: wecomErrcodes } as const
/** An account changed by another process is seen within this time. */
const REMEMBER_MS = 30_000

/** One client per connected app, with the token that all processes share. */
export function createAppPlatforms(needs: AppPlatformNeeds) {
  const { accounts, tokens, leases, clock, owner } = needs
  const remembered = new Map<string, { app: ConnectedApp; until: number }>()
  const shared = new Map<string, { account: AccountWithSecrets; tokens: ReturnType<typeof createTokens> }>()

  return { ofAccount, byId, known, find, ofCompany, agentConfigTicket, fetchToken, tryCredentials }

  function ofAccount(account: AccountWithSecrets): ConnectedApp {
    const { status, name } = account
    const open = account.kind === 'wecom' ? needs.wecom : needs.wechat
    const transport: Transport = status === 'active' ? open : () => Promise.reject(new AccountHalted(name, status))
    const own = tokensOf(tokenKey(account), account, () => fetchToken(account))
    const client = (purpose: 'urgent' | 'marketing') =>
      createPlatform({
        transport,
        tokens: own,
        errcodes: errcodesOf[account.kind],
        quota: needs.quotaOf(account, purpose),
      })
    return { account, platform: client('urgent'), marketing: client('marketing') }
  }

  /** One holder of each token per process: the lease keeps processes apart, not the callers inside one. */
  function tokensOf(
    key: string,
    account: AccountWithSecrets,
    fetch: () => Promise<{ token: string; expiresInSeconds: number }>,
  ) {
    const known = shared.get(key)
    if (known && sameSecrets(known.account, account)) return known.tokens
    const fresh = createTokens({ key, fetch, store: tokens, leases, owner, clock })
    shared.set(key, { account, tokens: fresh })
    return fresh
  }

  /** Null for one that is not connected, or not any more. */
  async function known(id: string): Promise<AccountWithSecrets | null> {
    try {
      return (await byId(id)).account
    } catch (error) {
      if (error instanceof NotConnected) return null
      throw error
    }
  }

  async function byId(id: string): Promise<ConnectedApp> {
    return recalled(id, () => accounts.get(id), '该账号')
  }

  /** The connected app of that kind; of that appid when one is named. */
  async function find(kind: AccountWithSecrets['kind'], appId?: string): Promise<ConnectedApp> {
    const wanted = appId === undefined ? { kind } : { kind, appId }
    return recalled(`${kind}:${appId ?? ''}`, () => accounts.find(wanted), kindNames[kind])
  }

  /** The app that speaks with the company of these members: see `staffIdOf`. */
  async function ofCompany(scope: string): Promise<ConnectedApp> {
    return recalled(`company:${scope}`, () => accounts.findCompany(scope), kindNames.wecom)
  }

  async function recalled(key: string, load: () => Promise<AccountWithSecrets | null>, name: string) {
    const known = remembered.get(key)
    if (known && known.until > performance.now()) return known.app
    const account = await load()
    if (account === null) throw new NotConnected(name)
    const app = known && sameSecrets(known.app.account, account) ? { ...known.app, account } : ofAccount(account)
    remembered.set(key, { app, until: performance.now() + REMEMBER_MS })
    return app
  }

  /** Straight from the platform, past every cache. */
  async function fetchToken(account: AccountWithSecrets): Promise<{ token: string; expiresInSeconds: number }> {
    const { appId, secrets } = account
    const bare = createPlatform({
      transport: account.kind === 'wecom' ? needs.wecom : needs.wechat,
      tokens: { current: noToken, renew: noToken },
      errcodes: errcodesOf[account.kind],
      quota: needs.quotaOf(account, 'urgent'),
    })
    const { access_token: token, expires_in: expiresInSeconds } =
      account.kind === 'wecom'
        ? await bare.call(gettoken, { corpid: appId, corpsecret: secrets.appSecret })
        : await bare.call(stableToken, { appid: appId, secret: secrets.appSecret })
    return { token, expiresInSeconds }
  }

  /** WeCom gives a token to any app of the company: which one it is for shows only when it is used for that app. */
  async function tryCredentials(account: AccountWithSecrets): Promise<void> {
    const { token } = await fetchToken(account)
    if (account.kind !== 'wecom' || account.agentId === null) return
    const fetched = async () => token
    const platform = createPlatform({
      transport: needs.wecom,
      tokens: { current: fetched, renew: fetched },
      errcodes: errcodesOf.wecom,
      quota: needs.quotaOf(account, 'urgent'),
    })
    await platform.call(agentGet, { agentid: account.agentId })
  }

  /** The ticket agentConfig is signed with; it is shared and renewed like a token. */
  async function agentConfigTicket({ account, platform }: ConnectedApp): Promise<string> {
    const own = tokensOf(`${tokenKey(account)}:agent_config`, account, async () => {
      const { ticket, expires_in } = await platform.call(ticketGet, {})
      return { token: ticket, expiresInSeconds: expires_in }
    })
    return own.current()
  }
}
export type AppPlatforms = ReturnType<typeof createAppPlatforms>

/** One token per secret; the key names the app and never the secret. */
const tokenKey = ({ kind, appId, agentId }: AccountWithSecrets) => [kind, appId, agentId].filter(Boolean).join(':')
const sameSecrets = (a: AccountWithSecrets, b: AccountWithSecrets) =>
  a.id === b.id && a.status === b.status && a.secrets.appSecret === b.secrets.appSecret

const noToken = () => Promise.reject(new Error('token calls carry their own credentials'))
