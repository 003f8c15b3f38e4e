import Router from '@koa/router'
import { isSmsRefusal } from '../../shared/consent.ts'
import type { ContactId } from '../../shared/ids.ts'
import type { Clock } from '../kit/clock.ts'
import type { Log } from '../kit/log.ts'
import type { AcceptEvents } from './accept-events.ts'
import { readBody } from './read-body.ts'
import { type Reply, type Report, smsReplied, smsReported } from './sms-incoming.ts'

export type SmsCallbacks = {
  name: string
  verifies(request: { header(name: string): string; query(name: string): string; body: string; now: Date }): boolean
  parse(body: string): {
    reports: readonly (Report & { phone: string })[]
    replies: readonly (Reply & { phone: string })[]
  } | null
  acknowledgement: object
}

export type SmsRouteNeeds = {
  /** The provider that is set up; its callbacks come to its own name only. */
  provider: SmsCallbacks | null
  /** Whom messages with these receipts went to; who has none of ours is missing. */
  contactsOfReceipts(receipts: readonly string[]): Promise<ReadonlyMap<string, ContactId>>
  contactOfPhone(phone: string): Promise<ContactId | null>
  acceptEvents: AcceptEvents
  /** Something was told, at this moment: a page shows when that was last. */
  noted(told: { reportAt?: Date; replyAt?: Date }): Promise<void>
  refuseMarketing(given: { contact: ContactId; by: string; at: Date }): Promise<void>
  clock: Clock
  /** Signatures are judged by the real time, which a sandbox's clock is ahead of. */
  machine: Clock
  log: Log
  refused(reason: 'signature' | 'malformed' | 'oversized' | 'unknown-account'): void
}

const MAX_BODY_BYTES = 1024 * 1024

/**
 * `POST /callbacks/sms/:provider`: delivery reports and what people answered. Acknowledged once it lies in the inbox; a
 * number of nobody we know is no person to us. A repeated report gives the same event, which changes nothing.
 */
export function createSmsRoute(needs: SmsRouteNeeds): Router {
  const { provider, acceptEvents, clock, log } = needs

  return new Router().post('/callbacks/sms/:provider', async (ctx) => {
    const refuse = (reason: Parameters<typeof needs.refused>[0], status: number) => {
      needs.refused(reason)
      ctx.status = status
      ctx.type = 'text/plain'
      ctx.body = reason
    }
    if (provider === null || ctx['params'].provider !== provider.name) return refuse('unknown-account', 404)
    const bytes = await readBody(ctx.req, MAX_BODY_BYTES)
    if (bytes === null) return refuse('oversized', 413)
    const body = bytes.toString('utf8')
    const query = (name: string) => {
      const value = ctx.query[name]
      return typeof value === 'string' ? value : ''
    }
    const asked = { header: (name: string) => ctx.get(name), query, body, now: needs.machine.now() }
    if (!provider.verifies(asked)) return refuse('signature', 403)
    const told = provider.parse(body)
    if (told === null) return refuse('malformed', 400)
    try {
      await takeIn(provider.name, told)
      ctx.body = provider.acknowledgement
    } catch (error) {
      log.error(
        { err: error, provider: provider.name },
        'SMS reports could not be stored; the provider sends them again',
      )
      ctx.status = 503
      ctx.body = ''
    }
  })

  async function takeIn(name: string, told: NonNullable<ReturnType<SmsCallbacks['parse']>>): Promise<void> {
    const now = clock.now()
    const byReceipt = await needs.contactsOfReceipts(told.reports.map(({ id }) => id))
    const incoming = await Promise.all([
      ...told.reports.map(async ({ phone, ...report }) => {
        const contact = byReceipt.get(report.id) ?? (await needs.contactOfPhone(phone))
        return contact === null ? [] : [smsReported({ provider: name, contact, report, now })]
      }),
      ...told.replies.map(async ({ phone, ...reply }) => {
        const contact = await needs.contactOfPhone(phone)
        if (contact === null) return []
        const received = smsReplied({ provider: name, contact, reply, now })
        // Before it is acknowledged: who says stop must not hear more because a process died.
        if (isSmsRefusal(reply.text)) {
          await needs.refuseMarketing({ contact, by: received.event.id, at: received.event.at })
        }
        return [received]
      }),
    ])
    await acceptEvents(incoming.flat())
    await needs.noted({
      ...(told.reports.length > 0 && { reportAt: now }),
      ...(told.replies.length > 0 && { replyAt: now }),
    })
  }
}
