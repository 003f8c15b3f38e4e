import { z } from 'zod'
import { PopupStep, WaitingPopup } from '../../../shared/api/popups.ts'
import type { Contact, IdentityKey } from '../../../shared/contact.ts'
import { type ContactId, EventId } from '../../../shared/ids.ts'
import type { Incoming } from '../../../shared/incoming.ts'
import { dayOf, instantOf } from '../../../shared/local-time.ts'
import type { Clock } from '../../kit/clock.ts'
import type { Popup, PopupsStore } from '../../store/popups.ts'
import { followers } from '../auth.ts'
import { defineRoute } from '../define-route.ts'
import { notFound } from '../errors.ts'

export type PopupNeeds = {
  popups: Pick<PopupsStore, 'next' | 'shownSince' | 'step'>
  contactByIdentity(key: IdentityKey): Promise<Contact | null>
  idsOf(contact: ContactId): Promise<ContactId[]>
  acceptEvents(incoming: Incoming[]): Promise<{ accepted: number; repeated: number }>
  clock: Clock
  timeZone: string
}

/** However many wait, nobody wants to close more of them in one day. */
const PER_DAY = 3

const stepNames = { shown: 'message.opened', closed: 'message.closed', clicked: 'link.clicked' } as const

/**
 * What a step tells the line; its id is made of the pop-up's, so that a repeated request tells it once. A pop-up that
 * opens a web address is counted by the address itself.
 */
function told(popup: Popup, what: PopupStep, contact: ContactId): Incoming[] {
  const { key, content, shownAt, endedAt } = popup
  const line = (name: string, at: Date) => ({
    id: EventId.parse(`${name}:popup:${key}`.slice(0, 200)),
    at,
    account: null,
  })
  const wrap = (event: Incoming['event']): Incoming => ({ event, claims: [], facts: {}, contact })
  const opened = line(stepNames.shown, shownAt ?? popup.createdAt)
  const events = [wrap({ ...opened, name: 'message.opened', channel: 'popup', effect: key })]
  if (what === 'shown' || endedAt === null || popup.how !== what) return events
  const end = line(stepNames[what], endedAt)
  if (what === 'closed') return [...events, wrap({ ...end, name: 'message.closed', channel: 'popup', effect: key })]
  if (content.page === undefined) return events
  return [...events, wrap({ ...end, name: 'link.clicked', url: content.page, effect: key })]
}

export const popupRoutes = ({ popups, contactByIdentity, idsOf, acceptEvents, clock, timeZone }: PopupNeeds) => {
  const personOf = async (identity: IdentityKey) => {
    const contact = await contactByIdentity(identity)
    return contact === null ? null : { id: contact.id, ids: await idsOf(contact.id) }
  }
  return [
    defineRoute({
      method: 'GET',
      path: '/api/v1/mini/popup',
      summary: 'The pop-up that waits for this follower',
      auth: followers,
      reply: WaitingPopup,
      async answer({ who }) {
        const person = await personOf(who)
        const now = clock.now()
        if (person === null) return { popup: null }
        const next = await popups.next(person.ids, now)
        if (next === null) return { popup: null }
        const today = instantOf(dayOf(now, timeZone), '00:00', timeZone)
        if ((await popups.shownSince(person.ids, today)) >= PER_DAY) return { popup: null }
        const { title, text, image, button, url, page } = next.content
        return {
          popup: {
            ...{ id: next.key, title, text, button },
            ...(image !== undefined && { image }),
            ...(url !== undefined && { url }),
            ...(page !== undefined && { page }),
          },
        }
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/api/v1/mini/popups/:id/:what',
      summary: 'The follower saw, clicked or closed a pop-up; a repeated word changes nothing',
      auth: followers,
      params: z.object({ id: z.string().max(200), what: PopupStep }),
      reply: null,
      async answer({ params: { id, what }, who }) {
        const person = await personOf(who)
        const popup = person && (await popups.step({ key: id, contacts: person.ids, what, now: clock.now() }))
        if (person === null || popup === null) throw notFound()
        await acceptEvents(told(popup, what, person.id))
      },
    }),
  ]
}
