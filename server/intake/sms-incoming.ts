import type { ContactId } from '../../shared/ids.ts'
import type { Incoming } from '../../shared/incoming.ts'
import { eventIdOf } from '../kit/event-id.ts'

/** One delivery report, with the person it is about and the sending it belongs to. */
export type Report = { id: string; delivered: boolean; reason: string; at: Date | null }
export type Reply = { id: string; text: string; at: Date | null }

const LONGEST_TEXT = 500
/** Providers name an answer after the number it came from: an id of ours shows none. */
const idOf = (name: string, ...parts: readonly string[]) => eventIdOf(`${name}:sms`, JSON.stringify(parts))

const about = (contact: ContactId): Pick<Incoming, 'claims' | 'facts' | 'contact'> => ({
  contact,
  claims: [],
  facts: {},
})

/** The effect is found by the receipt later: a report may overtake the record of its sending. */
export function smsReported(given: { provider: string; contact: ContactId; report: Report; now: Date }): Incoming {
  const { provider, contact, report, now } = given
  const name = report.delivered ? 'message.delivered' : 'message.failed'
  const head = {
    id: idOf(name, provider, report.id),
    at: report.at ?? now,
    account: null,
    channel: 'sms',
    effect: null,
    receipt: report.id,
  }
  const event = report.delivered
    ? { ...head, name: 'message.delivered' as const }
    : { ...head, name: 'message.failed' as const, reason: report.reason.slice(0, 100) || '运营商没有说明原因' }
  return { event, ...about(contact) }
}

export function smsReplied(given: { provider: string; contact: ContactId; reply: Reply; now: Date }): Incoming {
  const { provider, contact, reply, now } = given
  const id = idOf('message.received', provider, reply.id)
  const text = reply.text.slice(0, LONGEST_TEXT)
  return {
    event: { id, at: reply.at ?? now, account: null, name: 'message.received', kind: 'sms', text },
    ...about(contact),
  }
}
