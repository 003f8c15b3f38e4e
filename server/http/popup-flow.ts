import type { z } from 'zod'
import type { PopupStep, WaitingPopup } from '../../shared/api/popups.ts'
import type { Contact, IdentityKey } from '../../shared/contact.ts'
import { type ContactId, EventId } from '../../shared/ids.ts'
import type { Incoming } from '../../shared/incoming.ts'
import { dayOf, instantOf } from '../../shared/local-time.ts'
import type { Clock } from '../kit/clock.ts'
import type { Popup, PopupsStore } from '../store/popups.ts'

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

/** Pop-ups for whoever is known by an identity: a follower in the mini-program, a visitor of a page. */
export function createPopupFlow({ popups, contactByIdentity, idsOf, acceptEvents, clock, timeZone }: PopupNeeds) {
  const personOf = async (identity: IdentityKey) => {
    const contact = await contactByIdentity(identity)
    return contact === null ? null : { id: contact.id, ids: await idsOf(contact.id) }
  }
  return {
    async next(identity: IdentityKey): Promise<z.output<typeof WaitingPopup>> {
      const person = await personOf(identity)
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

    /** False when there is no such pop-up for this person. */
    async step(identity: IdentityKey, id: string, what: PopupStep): Promise<boolean> {
      const person = await personOf(identity)
      const popup = person && (await popups.step({ key: id, contacts: person.ids, what, now: clock.now() }))
      if (person === null || popup === null) return false
      await acceptEvents(told(popup, what, person.id))
      return true
    },
  }
}
export type PopupFlow = ReturnType<typeof createPopupFlow>
