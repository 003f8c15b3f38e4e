import { quotaPause } from '../../shared/quota-window.ts'
import {
  AccountHalted,
  NotConnected,
  PlatformDrifted,
  PlatformRefused,
  PlatformSilent,
  QuotaSpent,
  waitOf,
} from '../platforms/errors.ts'
import type { Delivery } from './contract.ts'

const MINUTE = 60_000

/** The one place where a platform's trouble becomes a delivery's fate. Anything it does not know is a bug and is thrown on. */
export function fateOf(error: unknown, now: Date): Delivery {
  const soon = (): Delivery => ({ kind: 'later', at: new Date(now.getTime() + MINUTE), why: 'busy' })
  if (error instanceof NotConnected || error instanceof AccountHalted) return { kind: 'refused', why: error.message }
  if (error instanceof QuotaSpent) return { kind: 'later', at: error.until, why: 'quota' }
  // A reply of an unknown shape came after the call arrived: whether it took effect is anybody's guess.
  if (error instanceof PlatformDrifted)
    return { kind: 'unknown', why: `平台的应答无法识别，不确定是否已送出（${error.reason}）` }
  if (error instanceof PlatformSilent) {
    return error.mayHaveHappened
      ? { kind: 'unknown', why: `平台没有应答，不确定是否已送出（${error.reason}）` }
      : soon()
  }
  if (!(error instanceof PlatformRefused)) throw error
  switch (error.remedy) {
    case 'window-closed':
      if (error.unheard)
        return {
          kind: 'unknown',
          why: `第一次调用没有应答，再次调用时平台说「${error.says ?? error.errmsg}」，很可能已经送出`,
        }
      return { kind: 'skipped', why: error.remedy, ...(error.says !== null && { says: error.says }) }
    case 'not-reachable':
      return { kind: 'skipped', why: error.remedy, ...(error.says !== null && { says: error.says }) }
    case 'wait-minute':
    case 'wait-hour':
    case 'wait-day':
    case 'wait-month':
      return { kind: 'later', at: error.until ?? quotaPause(waitOf(error.remedy) ?? 'day', now), why: 'quota' }
    case 'retry-soon':
      return soon()
    case 'renew-token':
    case 'already-done':
    case 'fix-setup':
      return { kind: 'refused', why: sentenceOf(error) }
  }
}

/** What a manager understands first, and behind it what whoever mends it must know. */
const sentenceOf = ({ says, errcode, errmsg }: PlatformRefused) =>
  `${says ?? '平台拒绝了这条消息'}（错误码 ${errcode}：${errmsg}）`
