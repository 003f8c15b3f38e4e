import type { Contact } from '../../shared/contact.ts'
import type { DomainEvent } from '../../shared/events.ts'
import { type ContactId, EventId } from '../../shared/ids.ts'
import type { Incoming } from '../../shared/incoming.ts'
import { dayOf } from '../../shared/local-time.ts'
import { inviterIn } from '../../shared/relations/inviter.ts'
import type { Occurrence } from '../../shared/score/contract.ts'
import type { ContactsStore } from '../store/contacts.ts'
import type { Invitation, InvitationsStore } from '../store/invitations.ts'

export type RelationNeeds = {
  contacts: Pick<ContactsStore, 'loadSurvivors'>
  invitations: Pick<InvitationsStore, 'note' | 'of' | 'by'>
  acceptEvents(incoming: readonly Incoming[]): Promise<unknown>
  timeZone: string
}
export type Brought = { contact: ContactId; at: Date }
type Happened = { contact: Pick<Contact, 'id'>; event: DomainEvent }

const visits: ReadonlySet<DomainEvent['name']> = new Set(['page.viewed', 'mini.opened'])

/**
 * Who brought whom. Written under the ids of the day it happened; read with merges followed on both sides, so that an
 * invitation counts once for one person, for whoever came first, and never for oneself.
 */
export function createRelations({ contacts, invitations, acceptEvents, timeZone }: RelationNeeds) {
  /** The first invitation of each of these people, by the living ids of both. */
  async function firstOf(invited: readonly ContactId[]) {
    const people = await contacts.loadSurvivors(invited)
    const families = new Map([...people.values()].map(({ _id, mergedFrom }) => [_id, [_id, ...mergedFrom]]))
    const rows = await invitations.of([...families.values()].flat())
    const inviters = await contacts.loadSurvivors(rows.map(({ inviter }) => inviter))
    const byId = new Map(rows.map((row) => [row.invited, row]))
    return [...families].flatMap(([contact, ids]) => {
      const own = ids
        .flatMap((id) => byId.get(id) ?? [])
        .flatMap((row): (Invitation & { contact: ContactId })[] => {
          const inviter = inviters.get(row.inviter)?._id
          return inviter === undefined || inviter === contact ? [] : [{ ...row, inviter, contact }]
        })
      const first = own.sort(earliest)[0]
      return first === undefined ? [] : [first]
    })
  }

  async function peopleBroughtBy(ids: readonly ContactId[]): Promise<Map<ContactId, Brought[]>> {
    const people = await contacts.loadSurvivors(ids)
    const families = [...people.values()].flatMap(({ _id, mergedFrom }) => [_id, ...mergedFrom])
    const rows = await invitations.by(families)
    if (rows.length === 0) return new Map()
    const asked = new Set(ids)
    const firsts = (await firstOf(rows.map(({ invited }) => invited))).filter(({ inviter }) => asked.has(inviter))
    const brought = new Map<ContactId, Brought[]>()
    for (const { inviter, contact, at } of firsts) {
      brought.set(inviter, [...(brought.get(inviter) ?? []), { contact, at }])
    }
    return brought
  }

  return {
    peopleBroughtBy,

    /** Keeps what these events say of who brought whom; gives back who may have brought more, or less, by it. */
    async noteInvitations(items: readonly Happened[]): Promise<ContactId[]> {
      const said = items.flatMap(({ contact, event }) => {
        const inviter = inviterIn(event)
        return inviter === null || inviter === contact.id
          ? []
          : [{ invited: contact.id, inviter, at: event.at, event: event.id, visit: visits.has(event.name) }]
      })
      if (said.length === 0) return []
      const inviters = await contacts.loadSurvivors(said.map(({ inviter }) => inviter))
      const known = said.flatMap((one) => {
        const inviter = inviters.get(one.inviter)?._id
        return inviter === undefined || inviter === one.invited ? [] : [{ ...one, inviter }]
      })
      const before = await invitations.of(known.map(({ invited }) => invited))
      await invitations.note(known.map(({ invited, inviter, at, event }) => ({ invited, inviter, at, event })))
      await acceptEvents(known.filter(({ visit }) => visit).map(visitBrought))
      return [...new Set([...known, ...before].map(({ inviter }) => inviter))]
    },

    /** The same as occurrences of a formula. */
    async broughtBy(ids: readonly ContactId[]): Promise<Map<ContactId, Occurrence[]>> {
      const brought = await peopleBroughtBy(ids)
      return new Map(
        [...brought].map(([id, people]) => [id, people.map(({ at }) => ({ day: dayOf(at, timeZone), amount: 1 }))]),
      )
    },

    /** Who brought this person, and since when; null when nobody is known to. */
    async invitedBy(id: ContactId): Promise<Brought | null> {
      const [first] = await firstOf([id])
      return first === undefined ? null : { contact: first.inviter, at: first.at }
    },
  }
}
export type Relations = ReturnType<typeof createRelations>

const earliest = (a: Invitation, b: Invitation) =>
  a.at.getTime() - b.at.getTime() || (a.event < b.event ? -1 : a.event > b.event ? 1 : 0)

function visitBrought({ invited, inviter, at, event }: Invitation): Incoming {
  return {
    event: {
      id: EventId.parse(`visit.brought:${event}`.slice(0, 200)),
      at,
      account: null,
      name: 'custom.happened',
      type: 'visit.brought',
      properties: { visitor: invited },
    },
    claims: [],
    facts: {},
    contact: inviter,
  }
}
