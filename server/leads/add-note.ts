import type { ContactId, StaffId } from '../../shared/ids.ts'
import type { Incoming } from '../../shared/incoming.ts'
import { Refusal } from '../../shared/refusal.ts'
import { eventIdOf } from '../kit/event-id.ts'
import type { ContactsStore } from '../store/contacts.ts'
import type { LeadsStore } from '../store/leads.ts'

export type NoteNeeds = {
  contacts: Pick<ContactsStore, 'get'>
  leads: Pick<LeadsStore, 'openOf' | 'setFollowUp'>
  /** Writes the note into the timeline at once and lets journeys know. */
  record(events: readonly Incoming[], now: Date): Promise<void>
}

/** A colleague's follow-up note. The same words by the same colleague within a minute are one note sent twice. */
export function createAddNote({ contacts, leads, record }: NoteNeeds) {
  return async (
    given: { contact: ContactId; staff: StaffId; note: { text: string; followUpAt: Date | null } },
    now: Date,
  ): Promise<void> => {
    const { staff, note } = given
    const contact = await contacts.get(given.contact)
    if (contact === null) {
      throw new Refusal({ code: 'contact.not-found', status: 404, message: '没有找到这位客户，可能已被删除。' })
    }
    const minute = Math.floor(now.getTime() / 60_000)
    const words = JSON.stringify([contact.id, staff, note.text, note.followUpAt, minute])
    const id = eventIdOf('note.added', words)
    const event = { id, at: now, account: null, name: 'note.added', staff, ...note } as const
    await record([{ event, claims: [], facts: {}, contact: contact.id }], now)
    const lead = await leads.openOf(contact.id)
    if (lead !== null && lead.owner === staff) await leads.setFollowUp({ lead: lead.id, at: note.followUpAt })
  }
}
