import { z } from 'zod'
import type { Contact } from '../../../shared/contact.ts'
import { type ContactId, EventId } from '../../../shared/ids.ts'
import type { Incoming } from '../../../shared/incoming.ts'
import type { Clock } from '../../kit/clock.ts'
import { eventIdOf } from '../../kit/event-id.ts'
import { anyone } from '../auth.ts'
import { defineRoute } from '../define-route.ts'
import { notFound } from '../errors.ts'
import type { LinkTarget, ShortLinks } from '../short-link.ts'

export type LinkNeeds = {
  links: Pick<ShortLinks, 'read'>
  /** Where a short address of an SMS leads; null for none of ours. */
  addressOf(code: string): Promise<string | null>
  getContact(id: ContactId): Promise<Contact | null>
  /** The address, with who comes there when it is a page of ours that listens. */
  addressFor(given: { url: string; contact: ContactId; code: string }): Promise<string>
  acceptEvents(incoming: Incoming[]): Promise<{ accepted: number; repeated: number }>
  clock: Clock
}

/** A double tap and a link preview within ten seconds are one click. */
function linkClicked(contact: Contact, given: { code: string; target: LinkTarget; at: Date }): Incoming {
  const id = EventId.parse(`${eventIdOf('link.clicked', given.code)}:${Math.floor(given.at.getTime() / 10_000)}`)
  return {
    event: {
      id,
      at: given.at,
      account: null,
      name: 'link.clicked',
      url: given.target.url,
      effect: given.target.effect,
    },
    claims: [],
    facts: {},
    contact: contact.id,
  }
}

export const linkRoutes = ({ links, addressOf, addressFor, getContact, acceptEvents, clock }: LinkNeeds) => [
  defineRoute({
    method: 'GET',
    path: '/t/:code',
    summary: 'Follow a tracked link',
    auth: anyone,
    params: z.object({ code: z.string().max(4096) }),
    reply: { contentType: 'text/html', note: 'A redirect to the link’s own address' },
    status: 302,
    async answer({ params: { code }, ctx }) {
      const target = links.read(code)
      if (target === null) throw notFound()
      const contact = target.contact === null ? null : await getContact(target.contact)
      if (contact !== null) {
        await acceptEvents([linkClicked(contact, { code, target, at: clock.now() })])
      }
      ctx.set('Cache-Control', 'no-store')
      ctx.set('Referrer-Policy', 'no-referrer')
      ctx.redirect(contact === null ? target.url : await addressFor({ url: target.url, contact: contact.id, code }))
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/s/:code',
    summary: 'Follow the short address of an SMS to its tracked link',
    auth: anyone,
    params: z.object({ code: z.string().max(40) }),
    reply: { contentType: 'text/html', note: 'A redirect to the address it stands for' },
    status: 302,
    async answer({ params: { code }, ctx }) {
      const address = await addressOf(code)
      if (address === null) throw notFound()
      ctx.set('Cache-Control', 'no-store')
      ctx.set('Referrer-Policy', 'no-referrer')
      ctx.redirect(address)
    },
  }),
]
