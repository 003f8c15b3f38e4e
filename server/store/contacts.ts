import type mongoose from 'mongoose'
import { BATCHES_KEPT, type Contact, type IdentityKey } from '../../shared/contact.ts'
import { ContactId, type EventId } from '../../shared/ids.ts'
import { byIndexOf, inOneAnswer } from './bulk.ts'
import type { Cipher } from './cipher.ts'
import { createContactChanges } from './contact-changes.ts'
import { type ContactSave, saveContacts } from './contact-saves.ts'
import { createContactScores } from './contact-scores.ts'
import { countContacts, searchContacts } from './contact-search.ts'
import { createContactStages } from './contact-stages.ts'
import type { EventsStore } from './events.ts'
import { findLookAlikes } from './look-alikes.ts'
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
  { collection: 'contacts', spec: { 'stage.name': 1, createdAt: -1, _id: -1 }, options: {} },
  { collection: 'contacts', spec: { 'phone.tails': 1 }, options: {} },
  { collection: 'contacts', spec: { searchName: 1 }, options: {} },
  {
    collection: 'contacts',
    spec: { 'idNumber.key': 1 },
    options: { partialFilterExpression: { 'idNumber.key': { $exists: true } } },
  },
  { collection: 'contacts', spec: { handles: 1 }, options: {} },
  { collection: 'contacts', spec: { partition: 1, _id: 1 }, options: {} },
  {
    collection: 'contacts',
    spec: { mergedFrom: 1 },
    options: { partialFilterExpression: { 'mergedFrom.0': { $exists: true } } },
  },
  {
    collection: 'contacts',
    spec: { tagsChangedAt: 1 },
    options: { partialFilterExpression: { tagsChangedAt: { $exists: true } } },
  },
] as const

export function createContactsStore(
  connection: mongoose.Connection,
  { cipher, events }: { cipher: Cipher; events: Pick<EventsStore, 'find' | 'insert'> },
) {
  const contacts = connection.collection<StoredContact>('contacts')

  const loadMany = async (ids: readonly ContactId[]): Promise<StoredContact[]> => {
    if (ids.length === 0) return []
    const found = await contacts.find({ _id: { $in: [...ids] } }, inOneAnswer(ids)).toArray()
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
    const found = await contacts
      .find({ 'identities.key': { $in: [...keys] } }, { ...inOneAnswer(keys), ...byIndexOf('identities.key') })
      .toArray()
    return found.map((document) => StoredContact.parse(document))
  }

  const pageAfter = async (
    filter: mongoose.mongo.Filter<StoredContact>,
    { after, limit }: { after: string; limit: number },
  ): Promise<StoredContact[]> => {
    const later = after === '' ? {} : { _id: { $gt: ContactId.parse(after) } }
    const found = await contacts
      .find({ ...filter, ...later, mergedInto: null }, { batchSize: limit + 1 })
      .sort({ _id: 1 })
      .limit(limit)
      .toArray()
    return found.map((document) => StoredContact.parse(document))
  }

  return {
    loadMany,
    loadSurvivors,
    findByKeys,
    getMany,

    async get(id: ContactId): Promise<Contact | null> {
      return (await getMany([id])).get(id) ?? null
    },

    /** These people were in an import that had nothing new about them. */
    async noteBatch(ids: readonly ContactId[], batch: string): Promise<void> {
      if (ids.length === 0) return
      await contacts.updateMany(
        { _id: { $in: [...ids] }, importBatches: { $ne: batch } },
        { $push: { importBatches: { $each: [batch], $slice: -BATCHES_KEPT } }, $inc: { revision: 1 } },
      )
    },

    async byIdentity(key: IdentityKey): Promise<Contact | null> {
      const [found] = await findByKeys([key])
      return found === undefined ? null : toContact(found)
    },

    /** The numbers and the mailbox in clear, for the one call that needs them; null where there is none. */
    async reveal(id: ContactId): Promise<Record<'phone' | 'email' | 'idNumber', string | null>> {
      const stored = (await loadSurvivors([id])).get(id)
      const clear = (held: { sealed: string } | null | undefined) => (held ? cipher.unseal(held.sealed) : null)
      return { phone: clear(stored?.phone), email: clear(stored?.email), idNumber: clear(stored?.idNumber) }
    },

    /** The numbers in clear of many people, for a file that may hold them; who has none is missing. */
    async revealPhones(ids: readonly ContactId[]): Promise<Map<ContactId, string>> {
      const stored = await loadMany(ids)
      return new Map(stored.flatMap(({ _id, phone }) => (phone ? [[_id, cipher.unseal(phone.sealed)] as const] : [])))
    },

    /** Who is found by these openids, external user ids or CRM numbers; one that two people have names nobody. */
    async byHandles(handles: readonly string[]): Promise<Map<string, ContactId>> {
      if (handles.length === 0) return new Map()
      const found = await contacts
        .find(
          { handles: { $in: [...handles] }, mergedInto: null },
          { projection: { handles: 1 }, ...byIndexOf('handles') },
        )
        .toArray()
      const asked = new Set(handles)
      const owners = new Map<string, ContactId | null>()
      for (const { _id, handles: own } of found)
        for (const one of own) if (asked.has(one)) owners.set(one, owners.has(one) ? null : _id)
      return new Map([...owners].flatMap(([handle, id]) => (id === null ? [] : [[handle, id] as const])))
    },

    /** Every id this person has had: rows that were written before a merge name the record that was absorbed. */
    async idsOf(id: ContactId): Promise<ContactId[]> {
      const stored = (await loadSurvivors([id])).get(id)
      return stored === undefined ? [] : [stored._id, ...stored.mergedFrom]
    },

    /** Writes drafts, each guarded by the revision it was read at; gives back the ids of those that lost a race. */
    save: (saves: readonly ContactSave[], session?: mongoose.mongo.ClientSession) =>
      saveContacts(contacts, saves, session),

    search: searchContacts(contacts, cipher),
    countFound: countContacts(contacts, cipher),
    lookAlikes: findLookAlikes(contacts),

    /** Whose tags changed and were not looked at by whatever copies them to the platforms. */
    async tagsChanged(limit: number): Promise<StoredContact[]> {
      const found = await contacts
        .find({ tagsChangedAt: { $exists: true } }, { batchSize: limit + 1 })
        .sort({ tagsChangedAt: 1 })
        .limit(limit)
        .toArray()
      return found.map((document) => StoredContact.parse(document))
    },

    /** Looked at; who changed meanwhile is left to be looked at again. */
    async tagsLookedAt(seen: readonly Pick<StoredContact, '_id' | 'revision'>[]): Promise<void> {
      const writes = seen.map(({ _id, revision }) => ({
        updateOne: { filter: { _id, revision }, update: { $unset: { tagsChangedAt: '' as const } } },
      }))
      if (writes.length > 0) await contacts.bulkWrite(writes, { ordered: false })
    },

    /** Everybody with this tag is to be looked at. */
    async lookAtTag(tag: string, now: Date): Promise<void> {
      await contacts.updateMany(
        { tags: tag, mergedInto: null },
        { $set: { tagsChangedAt: now }, $inc: { revision: 1 } },
      )
    },

    /** Who follows this account, as far as we know, by id. */
    followersPage: ({ appId, after, limit }: { appId: string; after: string; limit: number }) =>
      pageAfter({ followings: { $elemMatch: { appId, following: true } } }, { after, limit }),

    /** Who has a colleague for a friend, as far as we know, by id. */
    friendsPage: (page: { after: string; limit: number }) =>
      pageAfter({ friendships: { $elemMatch: { until: null } } }, page),

    ...createContactScores(contacts),
    ...createContactStages(contacts),
    ...createContactChanges({ connection, contacts, loadSurvivors, events }),

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

    /** The platform says that none is left, whatever we had counted. */
    async forfeitGrant({ contact, template }: { contact: ContactId; template: string }): Promise<void> {
      const stored = (await loadSurvivors([contact])).get(contact)
      if (stored === undefined) return
      const field = `grants.${template}`
      await contacts.updateOne(
        { _id: stored._id, [field]: { $gt: 0 } },
        { $set: { [field]: 0 }, $inc: { revision: 1 } },
      )
    },

    /** The platform says that the window is closed or used up. */
    async forfeitWindow({ contact, appId }: { contact: ContactId; appId: string }): Promise<void> {
      const stored = (await loadSurvivors([contact])).get(contact)
      if (stored === undefined) return
      await contacts.updateOne(
        { _id: stored._id, followings: { $elemMatch: { appId, windowLeft: { $gt: 0 } } } },
        { $set: { 'followings.$.windowLeft': 0 }, $inc: { revision: 1 } },
      )
    },

    /** The code of one greeting was used; it is not kept any longer. */
    async spendGreeting({ contact, event }: { contact: ContactId; event: EventId }): Promise<void> {
      const stored = (await loadSurvivors([contact])).get(contact)
      const used = stored?.greetings.find((one) => one.event === event && one.state === 'open')
      if (stored === undefined || used === undefined) return
      const { account, at, until } = used
      await contacts.updateOne(
        { _id: stored._id, greetings: { $elemMatch: { event, state: 'open' } } },
        { $set: { 'greetings.$': { event, at, account, until, state: 'used' } }, $inc: { revision: 1 } },
      )
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
  }
}
export type ContactsStore = ReturnType<typeof createContactsStore>
