import type mongoose from 'mongoose'
import type { Contact, IdentityKey } from '../../shared/contact.ts'
import type { ContactId, StaffId } from '../../shared/ids.ts'
import { EventId } from '../../shared/ids.ts'
import type { Cipher } from './cipher.ts'
import { type ContactSave, saveContacts } from './contact-saves.ts'
import { searchContacts } from './contact-search.ts'
import type { EventsStore, TimelineEntry } from './events.ts'
import { StoredContact, toContact } from './stored-contact.ts'

export const indexes = [
  {
    collection: 'contacts',
    spec: { 'identities.key': 1 },
    options: { unique: true, partialFilterExpression: { 'identities.key': { $exists: true } } },
  },
  { collection: 'contacts', spec: { mergedInto: 1, createdAt: -1, _id: -1 }, options: {} },
  { collection: 'contacts', spec: { tags: 1, createdAt: -1, _id: -1 }, options: {} },
  { collection: 'contacts', spec: { owner: 1, createdAt: -1, _id: -1 }, options: {} },
  { collection: 'contacts', spec: { 'phone.tails': 1 }, options: {} },
  { collection: 'contacts', spec: { searchName: 1 }, options: {} },
  { collection: 'contacts', spec: { handles: 1 }, options: {} },
  { collection: 'contacts', spec: { partition: 1, _id: 1 }, options: {} },
] as const

/** A tag given or taken by a journey or a colleague. `by` names the effect, so that a repeat changes nothing. */
export type TagChange = {
  contact: ContactId
  add: readonly string[]
  remove: readonly string[]
  by: string
  why: string
  at: Date
}

export type OwnerChange = {
  contact: ContactId
  to: StaffId | null
  why: string
  at: Date
  /** Names the effect (a card click, a request), so that a repeat writes no second line. */
  by: string
  /** Leave an owner who is already there. */
  onlyIfNone: boolean
}

export function createContactsStore(
  connection: mongoose.Connection,
  { cipher, events }: { cipher: Cipher; events: Pick<EventsStore, 'append'> },
) {
  const contacts = connection.collection<StoredContact>('contacts')

  const loadMany = async (ids: readonly ContactId[]): Promise<StoredContact[]> => {
    if (ids.length === 0) return []
    const found = await contacts.find({ _id: { $in: [...ids] } }).toArray()
    return found.map((document) => StoredContact.parse(document))
  }

  /** Follows `mergedInto` to the record that lives; the map is by the id that was asked for. */
  const loadSurvivors = async (ids: readonly ContactId[]): Promise<Map<ContactId, StoredContact>> => {
    const byId = new Map<ContactId, StoredContact>()
    let missing = [...new Set(ids)]
    while (missing.length > 0) {
      const found = await loadMany(missing)
      for (const stored of found) byId.set(stored._id, stored)
      missing = found.flatMap(({ mergedInto }) => (mergedInto !== null && !byId.has(mergedInto) ? [mergedInto] : []))
    }
    const survivors = new Map<ContactId, StoredContact>()
    for (const id of ids) {
      let stored = byId.get(id)
      while (stored !== undefined && stored.mergedInto !== null) stored = byId.get(stored.mergedInto)
      if (stored !== undefined) survivors.set(id, stored)
    }
    return survivors
  }

  const getMany = async (ids: readonly ContactId[]): Promise<Map<ContactId, Contact>> => {
    const survivors = await loadSurvivors(ids)
    return new Map([...survivors].map(([id, stored]) => [id, toContact(stored)]))
  }

  const findByKeys = async (keys: readonly IdentityKey[]): Promise<StoredContact[]> => {
    if (keys.length === 0) return []
    const found = await contacts.find({ 'identities.key': { $in: [...keys] } }).toArray()
    return found.map((document) => StoredContact.parse(document))
  }

  const setOwner = async (change: OwnerChange): Promise<{ changed: boolean; owner: StaffId | null }> => {
    const stored = (await loadSurvivors([change.contact])).get(change.contact)
    if (stored === undefined) return { changed: false, owner: null }
    const from = stored.owner
    if (from === change.to || (change.onlyIfNone && from !== null)) return { changed: false, owner: from }
    const written = await contacts.updateOne(
      { _id: stored._id, owner: from },
      {
        $set: {
          owner: change.to,
          updatedAt: change.at,
          'provenance.@owner': { source: change.onlyIfNone ? 'first-staff' : 'staff', at: change.at },
        },
        $inc: { revision: 1 },
      },
    )
    if (written.matchedCount === 0) return setOwner(change)
    const line = {
      id: EventId.parse(`owner.changed:${change.by}`.slice(0, 200)),
      at: change.at,
      account: null,
      name: 'owner.changed',
      from,
      to: change.to,
      why: change.why,
    } as const
    await events.append([{ contact: stored._id, event: line }])
    return { changed: true, owner: change.to }
  }

  return {
    loadMany,
    loadSurvivors,
    findByKeys,
    getMany,

    async get(id: ContactId): Promise<Contact | null> {
      return (await getMany([id])).get(id) ?? null
    },

    async byIdentity(key: IdentityKey): Promise<Contact | null> {
      const [found] = await findByKeys([key])
      return found === undefined ? null : toContact(found)
    },

    /** Writes drafts, each guarded by the revision it was read at; gives back the ids of those that lost a race. */
    save: (saves: readonly ContactSave[], session?: mongoose.mongo.ClientSession) =>
      saveContacts(contacts, saves, session),

    search: searchContacts(contacts, cipher),

    /** Adds and removes tags, and writes a line of the timeline for each tag that really changed. */
    async addTags(changes: readonly TagChange[]): Promise<void> {
      const survivors = await loadSurvivors(changes.map(({ contact }) => contact))
      const writes: mongoose.mongo.AnyBulkWriteOperation<StoredContact>[] = []
      const lines: TimelineEntry[] = []
      for (const change of changes) {
        const stored = survivors.get(change.contact)
        if (stored === undefined) continue
        const added = change.add.filter((tag) => !stored.tags.includes(tag))
        const removed = change.remove.filter((tag) => stored.tags.includes(tag))
        if (added.length + removed.length === 0) continue
        stored.tags = [...stored.tags.filter((tag) => !removed.includes(tag)), ...added]
        const touched = { $inc: { revision: 1 }, $set: { updatedAt: change.at } }
        const filter = { _id: stored._id }
        if (added.length > 0) {
          writes.push({ updateOne: { filter, update: { ...touched, $addToSet: { tags: { $each: added } } } } })
        }
        if (removed.length > 0) {
          writes.push({ updateOne: { filter, update: { ...touched, $pull: { tags: { $in: removed } } } } })
        }
        const line = (name: 'tag.added' | 'tag.removed', tag: string) => ({
          contact: stored._id,
          event: {
            id: EventId.parse(`${name}:${change.by}:${tag}`.slice(0, 200)),
            at: change.at,
            account: null,
            name,
            tag,
            why: change.why,
          },
        })
        lines.push(...added.map((tag) => line('tag.added', tag)), ...removed.map((tag) => line('tag.removed', tag)))
      }
      if (writes.length > 0) await contacts.bulkWrite(writes)
      await events.append(lines)
    },

    setOwner,

    /** Takes one subscribe-message grant; false when none is left. */
    async spendGrant({ contact, template }: { contact: ContactId; template: string }): Promise<boolean> {
      const stored = (await loadSurvivors([contact])).get(contact)
      if (stored === undefined) return false
      const field = `grants.${template}`
      const written = await contacts.updateOne(
        { _id: stored._id, [field]: { $gt: 0 } },
        { $inc: { [field]: -1, revision: 1 } },
      )
      return written.modifiedCount === 1
    },

    /** Takes one message of the open customer-service window; false when it is closed or used up. */
    async spendWindow(spend: { contact: ContactId; appId: string; now: Date }): Promise<boolean> {
      const stored = (await loadSurvivors([spend.contact])).get(spend.contact)
      if (stored === undefined) return false
      const open = { appId: spend.appId, windowUntil: { $gt: spend.now }, windowLeft: { $gt: 0 } }
      const written = await contacts.updateOne(
        { _id: stored._id, followings: { $elemMatch: open } },
        { $inc: { 'followings.$.windowLeft': -1, revision: 1 } },
      )
      return written.modifiedCount === 1
    },

    async setConsent(given: {
      contact: ContactId
      channel: string
      consent: 'granted' | 'refused'
      at: Date
    }): Promise<void> {
      const stored = (await loadSurvivors([given.contact])).get(given.contact)
      if (stored === undefined) return
      await contacts.updateOne(
        { _id: stored._id },
        { $set: { [`consent.${given.channel}`]: given.consent, updatedAt: given.at }, $inc: { revision: 1 } },
      )
    },
  }
}
export type ContactsStore = ReturnType<typeof createContactsStore>
