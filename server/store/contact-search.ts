import type mongoose from 'mongoose'
import { z } from 'zod'
import { type Contact, IdentityKey } from '../../shared/contact.ts'
import { normalizeIdNumber } from '../../shared/id-number.ts'
import { ContactId } from '../../shared/ids.ts'
import { normalizePhone } from '../../shared/phone.ts'
import { byIndexOf } from './bulk.ts'
import type { Cipher } from './cipher.ts'
import { decodeCursor, encodeCursor } from './cursor.ts'
import { idNumberKey } from './sealed-id-number.ts'
import { phoneKey, tailIndex } from './sealed-phone.ts'
import { StoredContact, toContact } from './stored-contact.ts'

/** Whom a list of people is asked for. */
export type PeopleAsked = {
  /** Phone number or its last 4 or 8 digits, the beginning of a name, an openid, external user id or CRM number. */
  q?: string | undefined
  identity?: string | undefined
  tag?: string | undefined
  owner?: string | undefined
  stage?: string | undefined
  /** Visitors of pages who never said who they are are left out unless this says otherwise, or one is asked for by identity. */
  anonymous?: 'hidden' | 'shown' | undefined
}
export type ContactSearch = PeopleAsked & { cursor?: string | undefined; limit: number }
export type ContactSearchPage = { items: Contact[]; next: string | null }

const Cursor = z.object({ at: z.coerce.date(), id: ContactId })
/** Nobody counts further. */
const COUNTED = 100_000
/** So many who are found by a word are looked at by name; of more, a page is soon full in the order of the list. */
const FEW = 2000

function filterOf(cipher: Cipher, asked: PeopleAsked): Record<string, unknown> {
  const ways = waysOf(cipher, asked.q)
  const filter: Record<string, unknown> = { mergedInto: null, ...(ways.length > 0 && { $or: ways }) }
  if (asked.identity !== undefined) filter['identities.key'] = asked.identity
  if (asked.tag !== undefined) filter.tags = asked.tag
  if (asked.owner !== undefined) filter.owner = asked.owner
  if (asked.stage !== undefined) filter['stage.name'] = asked.stage
  if (asked.anonymous !== 'shown' && asked.identity === undefined) filter.anonymous = { $exists: false }
  return filter
}

/**
 * Whom a word finds, each way by its own index; null when they are many. Asked for all at once and in order, the
 * embedded database would walk through everybody in that order until a page is full, which with a rare word never is.
 */
async function fewFoundBy(
  contacts: mongoose.Collection<StoredContact>,
  ways: readonly Way[],
  most: number,
): Promise<ContactId[] | null> {
  const found = await Promise.all(
    ways.map((way) =>
      contacts
        .find(way, { projection: { _id: 1 }, batchSize: most + 1, ...byIndexOf(fieldOf(way)) })
        .limit(most + 1)
        .toArray(),
    ),
  )
  if (found.some(({ length }) => length > most)) return null
  return [...new Set(found.flat().map(({ _id }) => _id))]
}

export function searchContacts(contacts: mongoose.Collection<StoredContact>, cipher: Cipher, most = FEW) {
  return async (search: ContactSearch): Promise<ContactSearchPage> => {
    const ways = waysOf(cipher, search.q)
    const few = ways.length === 0 ? null : await fewFoundBy(contacts, ways, most)
    if (few?.length === 0) return { items: [], next: null }
    const filter =
      few === null ? filterOf(cipher, search) : { ...filterOf(cipher, { ...search, q: undefined }), _id: { $in: few } }
    const after = decodeCursor(Cursor, search.cursor)
    const paged =
      after === null
        ? filter
        : {
            $and: [
              filter,
              { $or: [{ createdAt: { $lt: after.at } }, { createdAt: after.at, _id: { $lt: after.id } }] },
            ],
          }
    const found = await contacts
      .find(paged, few === null ? {} : byIndexOf('_id'))
      .sort({ createdAt: -1, _id: -1 })
      .limit(search.limit + 1)
      .toArray()
    const items = found.slice(0, search.limit).map((document) => toContact(StoredContact.parse(document)))
    const last = items.at(-1)
    const next =
      found.length > search.limit && last !== undefined ? encodeCursor({ at: last.createdAt, id: last.id }) : null
    return { items, next }
  }
}

/**
 * How many a search finds, for whoever shows that: a page of rows takes milliseconds, counting a crowd does not. Of many
 * who are found by a word those are counted whom its best way finds, and there may be more: another way seldom adds any.
 */
export function countContacts(contacts: mongoose.Collection<StoredContact>, cipher: Cipher, most = FEW) {
  const count = (filter: Record<string, unknown>, field: string | null) =>
    contacts.countDocuments(filter, { limit: COUNTED, ...(field === null ? {} : byIndexOf(field)) })
  return async (asked: PeopleAsked): Promise<{ people: number; atLeast: boolean }> => {
    const ways = waysOf(cipher, asked.q)
    const others = filterOf(cipher, { ...asked, q: undefined })
    if (ways.length === 0) {
      const people = await count(others, null)
      return { people, atLeast: people === COUNTED }
    }
    const few = await fewFoundBy(contacts, ways, most)
    if (few?.length === 0) return { people: 0, atLeast: false }
    if (few !== null) return { people: await count({ ...others, _id: { $in: few } }, '_id'), atLeast: false }
    const counts = await Promise.all(ways.map((way) => count({ $and: [others, way] }, fieldOf(way))))
    const found = counts.filter((people) => people > 0)
    const people = Math.max(0, ...found)
    return { people, atLeast: people === COUNTED || found.length > 1 }
  }
}

/** One field, by which a word may find somebody, and which has an index. */
type Way = Record<string, unknown>
const fieldOf = (way: Way) => Object.keys(way)[0] ?? '_id'
function waysOf(cipher: Cipher, typed: string | undefined): Way[] {
  const word = typed?.normalize('NFKC').trim() ?? ''
  if (word === '') return []
  const ways: Way[] = [{ searchName: { $regex: `^${escapeRegex(word.toLowerCase())}` } }, { handles: word }]
  const key = IdentityKey.safeParse(word)
  if (key.success) ways.push({ 'identities.key': key.data })
  const idNumber = normalizeIdNumber(word)
  if (idNumber !== null) ways.push({ 'idNumber.key': idNumberKey(cipher, idNumber) })
  const number = normalizePhone(word)
  if (number !== null) ways.push({ 'identities.key': phoneKey(cipher, number) })
  else if (/^\d{4}$|^\d{8}$/.test(word)) ways.push({ 'phone.tails': tailIndex(cipher, word) })
  return ways
}

const escapeRegex = (text: string) => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
