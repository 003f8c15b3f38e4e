import { randomBytes } from 'node:crypto'
import { nowMs, type Simulation } from '../simulation.ts'
import { type Account, accountKey } from '../world/account.ts'
import type { IssuedToken } from '../world/world.ts'
import { refuse } from './refusal.ts'

/**
 * Tokens live 7,200 s. A new plain token leaves its elder five minutes (facts A1.1 [U]); a stable token is handed out
 * again until its own last five minutes, then both work (facts A1.2); WeCom hands the same one out while it lives (C1.1).
 */
export const TOKEN_SECONDS = 7200
const OVERLAP_MS = 300_000

function issue(sim: Simulation, account: Account, sort: IssuedToken['sort']): IssuedToken {
  const now = nowMs(sim)
  const token: IssuedToken = {
    token: `${(sim.world.counter % 90) + 10}_${randomBytes(96).toString('base64url')}`,
    account: accountKey(account),
    sort,
    issuedAt: now,
    expiresAt: now + TOKEN_SECONDS * 1000,
    revokedAt: null,
  }
  // Expired ones are remembered for a day so that they answer 42001 and not 40001.
  sim.world.tokens = [...sim.world.tokens.filter((old) => old.expiresAt > now - 86_400_000).slice(-500), token]
  return token
}

const living = (sim: Simulation, account: Account, sort: IssuedToken['sort']) =>
  sim.world.tokens.filter(
    (token) =>
      token.account === accountKey(account) &&
      token.sort === sort &&
      token.expiresAt > nowMs(sim) &&
      (token.revokedAt === null || token.revokedAt > nowMs(sim)),
  )

const expiresIn = (sim: Simulation, token: IssuedToken) => Math.floor((token.expiresAt - nowMs(sim)) / 1000)

export function issuePlainToken(sim: Simulation, account: Account) {
  for (const elder of living(sim, account, 'plain')) {
    elder.revokedAt = Math.min(elder.revokedAt ?? Number.POSITIVE_INFINITY, nowMs(sim) + OVERLAP_MS)
  }
  const token = issue(sim, account, 'plain')
  return { access_token: token.token, expires_in: TOKEN_SECONDS }
}

const FORCED_APART_MS = 30_000
const FORCED_PER_DAY = 20

export function issueStableToken(sim: Simulation, account: Account, force: boolean) {
  const latest = living(sim, account, 'stable').at(-1)
  if (latest === undefined) {
    return { access_token: issue(sim, account, 'stable').token, expires_in: TOKEN_SECONDS }
  }
  const today = sim.world.tokens.filter(
    (token) =>
      token.sort === 'stable' &&
      token.account === accountKey(account) &&
      token.revokedAt !== null &&
      token.revokedAt > nowMs(sim) - 86_400_000,
  )
  const mayForce = nowMs(sim) - latest.issuedAt >= FORCED_APART_MS && today.length < FORCED_PER_DAY
  if (force && mayForce) {
    for (const elder of living(sim, account, 'stable')) elder.revokedAt = nowMs(sim)
    return { access_token: issue(sim, account, 'stable').token, expires_in: TOKEN_SECONDS }
  }
  if (latest.expiresAt - nowMs(sim) > OVERLAP_MS) {
    return { access_token: latest.token, expires_in: expiresIn(sim, latest) }
  }
  return { access_token: issue(sim, account, 'stable').token, expires_in: TOKEN_SECONDS }
}

export function issueWecomToken(sim: Simulation, account: Account) {
  const token = living(sim, account, 'wecom').at(-1) ?? issue(sim, account, 'wecom')
  return { errcode: 0, errmsg: 'ok', access_token: token.token, expires_in: expiresIn(sim, token) }
}

/** Whose token this is; refuses as the platforms do (facts A1.3, C1.3). */
export function accountOfToken(sim: Simulation, platform: 'wechat' | 'wecom', text: string | undefined): Account {
  if (text === undefined || text === '') return refuse(41001)
  if (!/^\d{2}_[\w-]{100,}$/.test(text)) return refuse(40014)
  const token = sim.world.tokens.find((known) => known.token === text)
  const account = sim.world.accounts.find((known) => accountKey(known) === token?.account)
  const here = account !== undefined && (account.kind === 'wecom') === (platform === 'wecom')
  if (token === undefined || account === undefined || !here) return refuse(platform === 'wecom' ? 40014 : 40001)
  if (token.expiresAt <= nowMs(sim)) return refuse(42001)
  if (token.revokedAt !== null && token.revokedAt <= nowMs(sim)) return refuse(40001)
  return account
}

/** Console button and tests: every token out there stops working at once. */
export function revokeAllTokens(sim: Simulation) {
  for (const token of sim.world.tokens) token.revokedAt = nowMs(sim)
}
