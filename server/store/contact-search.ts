import type mongoose from 'mongoose'
import { z } from 'zod'
import { type Contact, IdentityKey } from '../../shared/contact.ts'
import { normalizeIdNumber } from '../../shared/id-number.ts'
import { ContactId } from '../../shared/ids.ts'
import { normalizePhone } from '../../shared/phone.ts'
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

function filterOf(cipher: Cipher, asked: PeopleAsked): Record<string, unknown> {
  const filter: Record<string, unknown> = { mergedInto: null, ...wordFilter(cipher, asked.q) }
  if (asked.identity !== undefined) filter['identities.key'] = asked.identity
  if (asked.tag !== undefined) filter.tags = asked.tag
  if (asked.owner !== undefined) filter.owner = asked.owner
  if (asked.stage !== undefined) filter['stage.name'] = asked.stage
  if (asked.anonymous !== 'shown' && asked.identity === undefined) filter.anonymous = { $exists: false }
  return filter
}

export function searchContacts(contacts: mongoose.Collection<StoredContact>, cipher: Cipher) {
  return async (search: ContactSearch): Promise<ContactSearchPage> => {
    const filter = filterOf(cipher, search)
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
      .find(paged)
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

/** How many a search finds, for whoever shows that: a page of rows takes milliseconds, counting a crowd does not. */
export function countContacts(contacts: mongoose.Collection<StoredContact>, cipher: Cipher) {
  return async (asked: PeopleAsked): Promise<{ people: number; atLeast: boolean }> => {
    const people = await contacts.countDocuments(filterOf(cipher, asked), { limit: COUNTED })
    return { people, atLeast: people === COUNTED }
  }
}

function wordFilter(cipher: Cipher, typed: string | undefined): Record<string, unknown> {
  const word = typed?.normalize('NFKC').trim() ?? ''
  if (word === '') return {}
  const ways: Record<string, unknown>[] = [
    { searchName: { $regex: `^${escapeRegex(word.toLowerCase())}` } },
    { handles: word },
  ]
  const key = IdentityKey.safeParse(word)
  if (key.success) ways.push({ 'identities.key': key.data })
  const idNumber = normalizeIdNumber(word)
  if (idNumber !== null) ways.push({ 'idNumber.key': idNumberKey(cipher, idNumber) })
  const number = normalizePhone(word)
  if (number !== null) ways.push({ 'identities.key': phoneKey(cipher, number) })
  else if (/^\d{4}$|^\d{8}$/.test(word)) ways.push({ 'phone.tails': tailIndex(cipher, word) })
  return { $or: ways }
}

const escapeRegex = (text: string) => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
