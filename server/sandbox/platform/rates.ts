import type { ElasticClock } from '../../kit/clock.ts'
import { refuse } from './refusal.ts'

/**
 * How often one may call (facts A1.2, A7.3, C1.2): so many in a window, and who asks for more is shut out for as long as
 * the sheet says. A window is over when it is over by the simulator's clock or by the machine's: a clock that stands still
 * must not shut anybody out for ever.
 */
const MINUTE = 60_000
const HOUR = 60 * MINUTE
type Limit = { name: string; windowMs: number; most: number; errcode: number }
type Window = { from: number; machineFrom: number; count: number; shut: { at: number; machineAt: number } | null }

export function createRateBook(clock: ElasticClock) {
  let windows = new Map<string, Window>()
  const isOver = (from: number, machineFrom: number, ms: number) =>
    clock.now().getTime() - from >= ms || Date.now() - machineFrom >= ms
  const fresh = (): Window => {
    return { from: clock.now().getTime(), machineFrom: Date.now(), count: 0, shut: null }
  }
  return {
    /** Counts `times` calls; refuses when one of them is one too many. Refused calls are not counted again. */
    take(who: string, limit: Limit, times = 1) {
      const key = `${limit.name} ${limit.windowMs} ${who}`
      let window = windows.get(key) ?? fresh()
      if (window.shut !== null && isOver(window.shut.at, window.shut.machineAt, limit.windowMs)) window = fresh()
      else if (window.shut === null && isOver(window.from, window.machineFrom, limit.windowMs)) window = fresh()
      if (window.shut === null && window.count + times > limit.most) {
        window.shut = { at: clock.now().getTime(), machineAt: Date.now() }
      } else if (window.shut === null) window.count += times
      windows.set(key, window)
      if (window.shut !== null) refuse(limit.errcode, TEXTS[limit.errcode])
    },
    clear() {
      windows = new Map()
    },
  }
}
export type RateBook = ReturnType<typeof createRateBook>

/** 45009 is a day's quota at WeChat and a frequency at WeCom: this is the second. */
const TEXTS: Readonly<Record<number, string>> = { 45009: 'api freq out of limit' }

const perMinute = (name: string, most: number, errcode: number): Limit => ({ name, windowMs: MINUTE, most, errcode })
const perHour = (name: string, most: number, errcode: number): Limit => ({ name, windowMs: HOUR, most, errcode })

const MASS: ReadonlySet<string> = new Set(['/cgi-bin/message/mass/send', '/cgi-bin/message/mass/sendall'])

/** Calls of api.weixin.qq.com that have a minute's limit. */
export function limitWechat(rates: RateBook, appId: string, path: string) {
  if (path === '/cgi-bin/stable_token') rates.take(appId, perMinute(path, 10_000, 45011))
  if (MASS.has(path)) rates.take(appId, perMinute('mass', 60, 45011))
}

/** Sending has limits of its own; a login with a good code has none. */
const UNLIMITED: ReadonlySet<string> = new Set(['/cgi-bin/message/send', '/cgi-bin/auth/getuserinfo'])
const TICKETS: ReadonlySet<string> = new Set(['/cgi-bin/get_jsapi_ticket', '/cgi-bin/ticket/get'])
/** Of one app: there is one app here, so the corp's 400 are never reached. */
const TICKETS_AN_HOUR = 100

export function limitWecom(rates: RateBook, corpId: string, path: string) {
  if (UNLIMITED.has(path)) return
  rates.take(corpId, perMinute(path, 10_000, 45009))
  rates.take(corpId, perHour(path, 150_000, 45009))
  if (TICKETS.has(path)) rates.take(corpId, perHour('jsapi_ticket', TICKETS_AN_HOUR, 45009))
}

/** The account cap of a company that never asked for a larger one [U], times 200 person-times a day. */
const ACCOUNT_CAP = 200
const DAY = 24 * HOUR

/** `day`: the natural day, so that the count starts anew at midnight in Shanghai. */
export function limitAppMessages(rates: RateBook, corpId: string, of: { day: number; people: number }) {
  const limit: Limit = { name: 'message/send', windowMs: DAY, most: ACCOUNT_CAP * 200, errcode: 45009 }
  rates.take(`${corpId} ${of.day}`, limit, of.people)
}

/** kf/sync_msg without a token: "strict limits", which the sheet does not number [U]. */
export const limitTokenlessSync = (rates: RateBook, corpId: string, openKfId: string) =>
  rates.take(`${corpId} ${openKfId}`, perMinute('kf/sync_msg without token', 20, 45009))
