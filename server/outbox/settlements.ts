import type { DomainEvent } from '../../shared/events.ts'
import { EventId } from '../../shared/ids.ts'
import type { Delivery } from '../channels/contract.ts'
import type { TimelineEntry } from '../store/events.ts'
import type { Claimed, Settlement } from '../store/outbox.ts'
import type { Verdict } from './pace.ts'

const skipReasons: Record<Extract<Delivery, { kind: 'skipped' }>['why'], string> = {
  'not-reachable': '平台告知无法触达对方',
  'window-closed': '平台告知互动窗口已关闭',
  'opted-out': '对方已拒收',
  expired: '已过有效期，不再发送',
}
const delayReasons: Record<Extract<Delivery, { kind: 'later' }>['why'], string> = {
  quota: '平台额度已用完，稍后再发',
  busy: '平台繁忙，稍后再发',
}

const ended = { receipt: null, responseCode: null }

/** What a platform's answer means for the row. */
export function settlementOf({ key, claim, why }: Claimed, delivery: Delivery): Settlement {
  const row = { key, claim }
  switch (delivery.kind) {
    case 'sent':
      return { ...row, fate: 'sent', why, receipt: delivery.receipt, responseCode: delivery.responseCode ?? null }
    case 'handed':
      return { ...row, fate: 'handed', why, receipt: delivery.receipt, responseCode: null }
    case 'skipped':
      return { ...row, ...ended, fate: 'skipped', why: skipReasons[delivery.why] }
    case 'later':
      return { ...row, fate: 'waiting', why: delayReasons[delivery.why], notBefore: delivery.at }
    case 'refused':
    case 'unknown':
      return { ...row, ...ended, fate: delivery.kind, why: delivery.why }
  }
}

/** What is settled without a call: too early, or not at all. */
export function settlementOfVerdict(
  { key, claim, calledAt }: Claimed,
  verdict: Exclude<Verdict, { kind: 'go' }>,
): Settlement {
  switch (verdict.kind) {
    case 'hold':
      return { key, claim, fate: 'waiting', why: verdict.why, notBefore: verdict.until, calledAt }
    case 'drop':
      return { key, claim, ...ended, fate: 'skipped', why: verdict.why }
  }
}

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

/** The line of the timeline for one settlement; a row about nobody has none. */
export function lineOf(row: Claimed, settlement: Settlement, summary: string, at: Date): TimelineEntry[] {
  return row.contact === null ? [] : [{ contact: row.contact, event: eventOf(row, settlement, summary, at) }]
}

function eventOf({ key, channel, attempts }: Claimed, settlement: Settlement, summary: string, at: Date): DomainEvent {
  const { why } = settlement
  const line = (name: string) => ({
    id: EventId.parse(`message.${name}:${key}`),
    at,
    account: null,
    channel,
    effect: key,
    why,
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
      // Held more than once is told more than once.
      return { ...line(`held:${attempts}`), name: 'message.held', until: settlement.notBefore }
  }
}
