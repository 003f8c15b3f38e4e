import Router from '@koa/router'
import type { ContactId } from '../../shared/ids.ts'
import type { Clock } from '../kit/clock.ts'
import type { Log } from '../kit/log.ts'
import type { AcceptEvents } from './accept-events.ts'
import { type Bounce, bounced, readBounces } from './email-bounces.ts'
import { readBody } from './read-body.ts'

export type EmailRouteNeeds = {
  /** Whether the request bears the signature both sides know the secret to; null where none is set up. */
  verifies: ((request: { header(name: string): string; body: string; now: Date }) => boolean) | null
  /** Whom the mails with these ids went to; who has none of ours is missing. */
  contactsOfReceipts(receipts: readonly string[]): Promise<ReadonlyMap<string, ContactId>>
  /** The address that is known of the person now, masked. */
  maskedEmailOf(contact: ContactId): Promise<string | null>
  refuseMarketing(given: { contact: ContactId; by: string; at: Date }): Promise<void>
  acceptEvents: AcceptEvents
  noted(at: Date): Promise<void>
  clock: Clock
  machine: Clock
  log: Log
  refused(reason: 'signature' | 'malformed' | 'oversized' | 'unknown-account'): void
}

const MAX_BODY_BYTES = 4 * 1024 * 1024

/**
 * `POST /callbacks/email/bounces`: mails that came back after they had left, in a signed JSON of our own, as a mail
 * server's hook or a mailbox reader hands them over. Acknowledged once they lie in the inbox; told twice, told once.
 */
export function createEmailRoute(needs: EmailRouteNeeds): Router {
  return new Router().post('/callbacks/email/bounces', async (ctx) => {
    const refuse = (reason: Parameters<typeof needs.refused>[0], status: number) => {
      needs.refused(reason)
      ctx.status = status
      ctx.type = 'text/plain'
      ctx.body = reason
    }
    if (needs.verifies === null) return refuse('unknown-account', 404)
    const bytes = await readBody(ctx.req, MAX_BODY_BYTES)
    if (bytes === null) return refuse('oversized', 413)
    const body = bytes.toString('utf8')
    if (!needs.verifies({ header: (name) => ctx.get(name), body, now: needs.machine.now() }))
      return refuse('signature', 403)
    const bounces = readBounces(jsonOf(body))
    if (bounces === null) return refuse('malformed', 400)
    try {
      ctx.body = { taken: await takeIn(bounces) }
    } catch (error) {
      needs.log.error({ err: error }, 'Bounces of mails could not be stored; whoever told them tells them again')
      ctx.status = 503
      ctx.body = ''
    }
  })

  async function takeIn(bounces: readonly Bounce[]): Promise<number> {
    const now = needs.clock.now()
    const known = await needs.contactsOfReceipts(bounces.flatMap(({ messageIds }) => messageIds))
    const incoming = await Promise.all(
      bounces.map(async (bounce) => {
        const receipt = bounce.messageIds.find((id) => known.has(id))
        const contact = receipt === undefined ? undefined : known.get(receipt)
        if (receipt === undefined || contact === undefined) return []
        const gone = bounce.sort === 'hard' ? await needs.maskedEmailOf(contact) : null
        const told = bounced({ contact, receipt, bounce, gone, now })
        // Before it is acknowledged: who called it spam must not hear more because a process died.
        if (bounce.sort === 'complaint') await needs.refuseMarketing({ contact, by: told.event.id, at: told.event.at })
        return [told]
      }),
    )
    await needs.acceptEvents(incoming.flat())
    await needs.noted(now)
    return incoming.flat().length
  }
}

function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}
