import { randomBytes } from 'node:crypto'
import mongoose from 'mongoose'
import { kindOfKey } from '../../shared/contact.ts'
import type { ContactId } from '../../shared/ids.ts'
import type { StoredContact } from './stored-contact.ts'

/** A contact as it shall be; `base` is the revision it was read at, null when it is new. */
export type ContactSave = { stored: StoredContact; base: number | null }

const DUPLICATE_KEY = 11000
const WRITE_CONFLICT = 112

/** Raised inside a transaction so that it ends; outside, the losers are told by their ids. */
export class RaceLost extends Error {
  readonly code = 'store.race-lost'
  constructor() {
    super('Another process changed the contact first')
    this.name = 'RaceLost'
  }
}

/** Only a browser that came to a page: nobody knows who that is. Kept with every writing, so that lists can leave it out. */
export const isAnonymous = ({ identities }: Pick<StoredContact, 'identities'>): boolean =>
  identities.length > 0 && identities.every(({ key }) => kindOfKey(key) === 'web')

export const isDuplicateKey = (error: unknown): boolean =>
  error instanceof mongoose.mongo.MongoServerError && error.code === DUPLICATE_KEY

/**
 * One bulk write, each draft guarded by its revision. A draft is lost when its revision moved on, or when one of its
 * identities was taken by another contact meanwhile (unique index). Every write carries a token of this call, so that
 * after a partial success one read tells the lost ones from the written ones.
 */
export async function saveContacts(
  contacts: mongoose.Collection<StoredContact>,
  saves: readonly ContactSave[],
  session?: mongoose.mongo.ClientSession,
): Promise<Set<ContactId>> {
  if (saves.length === 0) return new Set()
  const writer = randomBytes(9).toString('base64url')
  const operations = saves.map(({ stored, base }): mongoose.mongo.AnyBulkWriteOperation<StoredContact> => {
    const document = { ...stored, revision: (base ?? 0) + 1, writer, ...(isAnonymous(stored) && { anonymous: true }) }
    if (base === null) return { insertOne: { document } }
    return { replaceOne: { filter: { _id: stored._id, revision: base }, replacement: document } }
  })
  if (session !== undefined) {
    const written = await contacts.bulkWrite(operations, { ordered: true, session })
    if (written.matchedCount + written.insertedCount < saves.length) throw new RaceLost()
    return new Set()
  }
  try {
    const written = await contacts.bulkWrite(operations, { ordered: false })
    if (written.matchedCount + written.insertedCount === saves.length) return new Set()
  } catch (error) {
    if (!(error instanceof mongoose.mongo.MongoBulkWriteError)) throw error
    const problems = Array.isArray(error.writeErrors) ? error.writeErrors : [error.writeErrors]
    if (!problems.every(({ code }) => code === DUPLICATE_KEY || code === WRITE_CONFLICT)) throw error
  }
  const ids = saves.map(({ stored }) => stored._id)
  const ours = await contacts.find({ _id: { $in: ids }, writer }, { projection: { _id: 1 } }).toArray()
  const written = new Set(ours.map(({ _id }) => _id))
  return new Set(ids.filter((id) => !written.has(id)))
}
