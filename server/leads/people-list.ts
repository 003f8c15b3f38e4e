import type { ContactRow } from '../../shared/api/contacts.ts'
import type { ContactSearch } from '../store/contact-search.ts'
import type { ContactsStore } from '../store/contacts.ts'
import type { StaffStore } from '../store/staff.ts'

/** The people list: search results with the names of their owners. */
export function createPeopleList(needs: {
  contacts: Pick<ContactsStore, 'search'>
  staff: Pick<StaffStore, 'getMany'>
}) {
  return async (query: ContactSearch): Promise<{ items: ContactRow[]; next: string | null }> => {
    const found = await needs.contacts.search(query)
    const members = await needs.staff.getMany(found.items.flatMap(({ owner }) => owner ?? []))
    const items = found.items.map((contact): ContactRow => {
      const { id, name, tags, attributes, phoneMasked, owner, firstSource, lastSeenAt, createdAt, revision } = contact
      const ownerName = owner === null ? null : (members.get(owner)?.name ?? owner)
      const { identities, stage } = contact
      return {
        id,
        name,
        tags,
        attributes,
        phoneMasked,
        owner,
        ownerName,
        firstSource,
        lastSeenAt,
        createdAt,
        revision,
        identities,
        stage: stage?.name ?? null,
      }
    })
    return { ...found, items }
  }
}
