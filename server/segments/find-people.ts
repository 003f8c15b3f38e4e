import { Readable } from 'node:stream'
import { parse } from 'csv-parse'
import { IdentityKey } from '../../shared/contact.ts'
import { ContactId } from '../../shared/ids.ts'
import { normalizePhone } from '../../shared/phone.ts'
import { Refusal } from '../../shared/refusal.ts'
import { chunksOf } from '../store/bulk.ts'
import type { Cipher } from '../store/cipher.ts'
import type { ContactsStore } from '../store/contacts.ts'
import { phoneKey } from '../store/sealed-phone.ts'

export type FindPeopleNeeds = { contacts: Pick<ContactsStore, 'findByKeys' | 'byHandles' | 'getMany'>; cipher: Cipher }

const MOST_LINES = 200_000
const MOST_BYTES = 20 * 1024 * 1024
const SOME = 500
const titles = new Set(['客户编号', '编号', 'id', 'contact', 'openid', '手机号', '电话', 'phone', '身份'])

/** The first cell of each line of a file: whom it names. A title above them names nobody. */
export async function firstCells(body: AsyncIterable<Uint8Array>): Promise<string[]> {
  const cells: string[] = []
  let bytes = 0
  async function* counted() {
    for await (const piece of body) {
      bytes += piece.byteLength
      if (bytes > MOST_BYTES) throw tooLarge()
      yield piece
    }
  }
  const options = { bom: true, relax_column_count: true, relax_quotes: true, skip_empty_lines: true, trim: true }
  const lines = Readable.from(counted()).pipe(parse({ ...options, max_record_size: 100_000 }))
  for await (const line of lines) {
    const cell = String((line as readonly unknown[])[0] ?? '').slice(0, 200)
    if (cell === '' || (cells.length === 0 && titles.has(cell.toLowerCase()))) continue
    cells.push(cell)
    if (cells.length > MOST_LINES) throw tooLarge()
  }
  return cells
}

const tooLarge = () =>
  new Refusal({
    code: 'segment.file-too-large',
    status: 413,
    message: '文件过大：最多 20 MB、200,000 行，请分成几个文件。',
  })

/** Finds people by our id, an identity key, a phone number, or an openid, external user id or CRM number. */
export function createFindPeople({ contacts, cipher }: FindPeopleNeeds) {
  async function findSome(words: readonly string[]): Promise<Map<string, ContactId>> {
    const ids = new Map<string, ContactId>()
    /** One number may be written in several ways. */
    const byKey = new Map<string, string[]>()
    const ask = (key: string, word: string) => byKey.set(key, [...(byKey.get(key) ?? []), word])
    const handles: string[] = []
    for (const word of words) {
      const id = ContactId.safeParse(word)
      const key = IdentityKey.safeParse(word)
      const number = normalizePhone(word)
      if (id.success) ids.set(word, id.data)
      else if (key.success) ask(key.data, word)
      else if (number === null) handles.push(word)
      else ask(phoneKey(cipher, number), word)
    }
    const keys = [...byKey.keys()].map((key) => IdentityKey.parse(key))
    const [known, keyed, handled] = await Promise.all([
      contacts.getMany([...ids.values()]),
      contacts.findByKeys(keys),
      contacts.byHandles(handles),
    ])
    const found = new Map([...ids].flatMap(([word, id]) => (known.has(id) ? [[word, id] as const] : [])))
    for (const { _id, identities } of keyed) {
      for (const { key } of identities) for (const word of byKey.get(key) ?? []) found.set(word, _id)
    }
    for (const [word, id] of handled) found.set(word, id)
    return found
  }

  return async (words: readonly string[]): Promise<{ found: ContactId[]; unknown: string[] }> => {
    const found = new Set<ContactId>()
    const unknown: string[] = []
    for (const some of chunksOf([...new Set(words)], SOME)) {
      const known = await findSome(some)
      for (const word of some) {
        const id = known.get(word)
        if (id === undefined) unknown.push(word)
        else found.add(id)
      }
    }
    return { found: [...found], unknown }
  }
}
export type FindPeople = ReturnType<typeof createFindPeople>
