import type { DomainEvent } from '../../shared/events.ts'
import { dayOf } from '../../shared/local-time.ts'
import { quotaWindow, sayQuotaReset } from '../../shared/quota-window.ts'
import type { Delivery } from '../channels/contract.ts'
import { effectLineId } from '../kit/effect-line-id.ts'
import type { TimelineEntry } from '../store/events.ts'
import type { Claimed, Settlement } from '../store/outbox.ts'
import type { Verdict } from './pace.ts'

const skipReasons: Record<Extract<Delivery, { kind: 'skipped' }>['why'], string> = {
  'not-reachable': '平台告知无法触达对方',
  'window-closed': '平台告知互动窗口已关闭',
  'opted-out': '对方已拒收',
  expired: '已过有效期，不再发送',
  'too-few': '群发至少需要两位收件人，等待期内没有其他人，不再发送',
}
const delayReasons: Record<Extract<Delivery, { kind: 'later' }>['why'], string> = {
  quota: '额度已用完',
  busy: '平台繁忙',
  rhythm: '个人微信号按真人节奏逐条发送',
  offline: '个人微信号没有登录',
}

const MINUTE = 60_000
/** What would expire before the usual next try does not wait for it: a welcome code lives twenty seconds. */
const HASTE = 2000
/** About two days, as the pauses grow to an hour. */
const LAST_TRY = 50

const ended = { receipt: null, responseCode: null }

/** Of a message that a member must confirm: to whom it is, for whoever asks whether that was done. */
export function withAddress(settlement: Settlement, address: unknown): Settlement {
  if (settlement.fate !== 'handed' || typeof address !== 'object' || address === null) return settlement
  return { ...settlement, address: { ...address } }
}

/** What a platform's answer means for the row. A call before this one may have gone out unheard: `calledAt` stays its time. */
export function settlementOf(claimed: Claimed, delivery: Delivery, now: Date): Settlement {
  const { key, claim, wanted: why } = claimed
  const row = { key, claim }
  switch (delivery.kind) {
    case 'sent':
      return { ...row, fate: 'sent', why, receipt: delivery.receipt, responseCode: delivery.responseCode ?? null }
    case 'handed':
      return { ...row, fate: 'handed', why, receipt: delivery.receipt, responseCode: null }
    case 'skipped': {
      const says = delivery.says ?? skipReasons[delivery.why]
      // A door that works once is found shut: by the call nobody heard the answer of, as likely as not.
      if (claimed.calledAt !== null && delivery.why === 'window-closed')
        return {
          ...row,
          ...ended,
          fate: 'unknown',
          why: `前一次发送途中中断，再次发送时平台说「${says}」，很可能已经送出`,
        }
      return { ...row, ...ended, fate: 'skipped', why: says }
    }
    case 'later':
      return putOff(claimed, delivery, now)
    case 'refused':
    case 'unknown':
      return { ...row, ...ended, fate: delivery.kind, why: delivery.why }
  }
}

/** Not for ever: a platform that goes on putting a message off has refused it. */
function putOff(
  { key, claim, calledAt, attempts, expires }: Claimed,
  { at, why }: Extract<Delivery, { kind: 'later' }>,
  now: Date,
): Settlement {
  const pause = Math.min(2 ** (attempts - 1), 60) * MINUTE
  const usual = new Date(Math.max(at.getTime(), now.getTime() + pause))
  const soon = new Date(now.getTime() + HASTE)
  const hasty = why === 'busy' && expires !== null && expires > soon && expires <= usual
  const notBefore = hasty ? soon : usual
  const reason = delayReasons[why]
  if (attempts >= LAST_TRY)
    return { key, claim, ...ended, fate: 'skipped', why: `${reason}，已试 ${LAST_TRY} 次，不再发送` }
  if (expires && expires <= notBefore)
    return { key, claim, ...ended, fate: 'skipped', why: `${reason}，到时已过有效期，不再发送` }
  // A wait of minutes has the same words each time: another try at it is no news for the timeline.
  const nextDay = quotaWindow('day', at).start >= at
  const next = why === 'quota' && nextDay ? `${sayQuotaReset(at, now)}恢复` : '稍后再发'
  const spent = why === 'quota' ? { spent: true as const } : {}
  return { key, claim, fate: 'waiting', why: `${reason}，${next}`, notBefore, calledAt, attempts, ...spent }
}

/** What is settled without a call: too early, or not at all. */
export function settlementOfVerdict(
  { key, claim, calledAt, attempts }: Claimed,
  verdict: Exclude<Verdict, { kind: 'go' }>,
): Settlement {
  switch (verdict.kind) {
    case 'hold':
      return {
        ...{ key, claim, fate: 'waiting', why: verdict.why },
        ...{ notBefore: verdict.until, calledAt, attempts: attempts - 1 },
      }
    case 'drop':
      return { key, claim, ...ended, fate: 'skipped', why: verdict.why }
  }
}

/** It has its turn later, unless it is worth nothing then. */
export function queue(row: Claimed, until: Date, why: string): Settlement {
  if (row.expires && row.expires <= until) return skipped(row, `${why}，到时已过有效期，不再发送`)
  return { ...uncalled(row), notBefore: until, why }
}

/** Claimed, and by what this process knows not called: it waits on as it did. */
export const uncalled = ({ key, claim, why, notBefore, calledAt, attempts }: Claimed) => ({
  ...{ key, claim, fate: 'waiting' as const, why },
  ...{ notBefore, calledAt, attempts: attempts - 1 },
})

export const refused = ({ key, claim }: Claimed, why: string): Settlement => ({
  key,
  claim,
  ...ended,
  fate: 'refused',
  why,
})
export const skipped = ({ key, claim }: Claimed, why: string): Settlement => ({
  key,
  claim,
  ...ended,
  fate: 'skipped',
  why,
})
export const unknown = ({ key, claim }: Claimed, why: string): Settlement => ({
  key,
  claim,
  ...ended,
  fate: 'unknown',
  why,
})

type Told = { row: Claimed; settlement: Settlement; summary: string }

/**
 * The line of the timeline for one settlement. A row about nobody has none; waiting on for the same reason is news only
 * when it takes until another day.
 */
export function lineOf({ row, settlement, summary }: Told, at: Date, timeZone: string): TimelineEntry[] {
  if (row.contact === null) return []
  if (settlement.fate === 'waiting' && settlement.why === row.why) {
    if (dayOf(settlement.notBefore, timeZone) === dayOf(row.notBefore, timeZone)) return []
  }
  return [{ contact: row.contact, event: eventOf({ row, settlement, summary }, at) }]
}

function eventOf({ row, settlement, summary }: Told, at: Date): DomainEvent {
  const { key, channel, journey, node } = row
  const { why } = settlement
  const line = (name: string) => ({
    id: effectLineId(name, key),
    at,
    account: null,
    channel,
    effect: key,
    why,
    ...(journey === null ? {} : { cause: { journey, node } }),
  })
  switch (settlement.fate) {
    case 'sent':
      return { ...line('sent'), name: 'message.sent', summary }
    case 'handed':
      return { ...line('handed'), name: 'message.handed', summary }
    case 'skipped':
      return { ...line('skipped'), name: 'message.skipped', reason: why }
    case 'refused':
      return { ...line('refused'), name: 'message.refused', reason: why }
    case 'unknown':
      return { ...line('unknown'), name: 'message.unknown', reason: why }
    case 'waiting':
      // Held for another reason or until another day is told again.
      return { ...line(`held:${settlement.notBefore.getTime()}`), name: 'message.held', until: settlement.notBefore }
  }
}
