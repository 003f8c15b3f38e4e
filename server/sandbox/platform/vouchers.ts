import { randomBytes } from 'node:crypto'
import { nowMs, type Simulation } from '../simulation.ts'
import type { Voucher } from '../world/world.ts'

const MINUTE = 60_000
/** Facts B1, B3, C3.2: five minutes, the user's ticket 1,800 s [U]; C4.6: 20 s; C5.5: 72 h; C6.1: 7,200 s; C7. */
const LIFE_MS: Record<Voucher['sort'], number> = {
  js: 5 * MINUTE,
  phone: 5 * MINUTE,
  oauth: 5 * MINUTE,
  welcome: 20_000,
  card: 72 * 60 * MINUTE,
  'config-ticket': 120 * MINUTE,
  'agent-ticket': 120 * MINUTE,
  'user-ticket': 30 * MINUTE,
  'kf-token': 10 * MINUTE,
  'kf-brief': 20_000,
  'kf-long': 48 * 60 * MINUTE,
}

/**
 * Short doors stay open as long for the person watching as for the clock: at 3,600× a welcome code still lives twenty
 * of the machine's seconds, or no server could ever answer in time. A jump of the clock closes them.
 */
const stretched: ReadonlySet<Voucher['sort']> = new Set(['js', 'phone', 'oauth', 'welcome', 'kf-brief'])

export function giveVoucher(sim: Simulation, of: Pick<Voucher, 'sort' | 'account' | 'subject' | 'detail'>): string {
  const life = LIFE_MS[of.sort] * (stretched.has(of.sort) ? Math.max(1, sim.clock.speed()) : 1)
  const code = randomBytes(of.sort === 'js' || of.sort === 'phone' ? 24 : 32).toString('base64url')
  sim.world.vouchers[code] = { ...of, code, expiresAt: nowMs(sim) + life, usedAt: null }
  return code
}

export type VoucherState = { voucher: Voucher; state: 'good' | 'used' | 'expired' } | null

export function findVoucher(sim: Simulation, sort: Voucher['sort'], code: string): VoucherState {
  const voucher = sim.world.vouchers[code]
  if (voucher === undefined || voucher.sort !== sort) return null
  if (voucher.usedAt !== null) return { voucher, state: 'used' }
  return { voucher, state: voucher.expiresAt <= nowMs(sim) ? 'expired' : 'good' }
}

export function useVoucher(sim: Simulation, voucher: Voucher) {
  voucher.usedAt = nowMs(sim)
}

/** A ticket is handed out again while it lives. */
export function livingTicket(sim: Simulation, sort: 'config-ticket' | 'agent-ticket', account: string) {
  const known = Object.values(sim.world.vouchers).find(
    (voucher) => voucher.sort === sort && voucher.account === account && voucher.expiresAt > nowMs(sim),
  )
  const code = known?.code ?? giveVoucher(sim, { sort, account, subject: '', detail: '' })
  const expires = sim.world.vouchers[code]?.expiresAt ?? nowMs(sim)
  return { ticket: code, expires_in: Math.floor((expires - nowMs(sim)) / 1000) }
}

/** Forgets what nobody can ask for any more; keeps a day so that a late use is told apart from nonsense. */
export function forgetOldVouchers(sim: Simulation) {
  const limit = nowMs(sim) - 86_400_000
  for (const [code, voucher] of Object.entries(sim.world.vouchers)) {
    if (voucher.expiresAt < limit) delete sim.world.vouchers[code]
  }
}
