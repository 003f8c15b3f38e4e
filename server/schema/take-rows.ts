import { createHash } from 'node:crypto'
import type { RowResult, RowResults } from '../../shared/api/objects.ts'
import type { Contact, IdentityKey } from '../../shared/contact.ts'
import { type ContactId, EventId } from '../../shared/ids.ts'
import type { Incoming } from '../../shared/incoming.ts'
import { objectEventType, objectTypeOfEvent } from '../../shared/known-events.ts'
import { Refusal } from '../../shared/refusal.ts'
import type { ObjectType } from '../../shared/schema/definitions.ts'
import { guessType } from '../../shared/schema/read-value.ts'
import type { Clock } from '../kit/clock.ts'
import type { ContactsStore } from '../store/contacts.ts'
import type { ObjectsStore, Upserted } from '../store/objects.ts'
import type { NoteUnknown } from './note-unknown.ts'
import type { IdentityNeeds } from './outside-identity.ts'
import { type BadObjectRow, type ReadRow, readRow } from './read-row.ts'
import type { VocabularyReader } from './vocabulary.ts'

export type TakeRowsNeeds = {
  vocabulary: Pick<VocabularyReader, 'read'>
  objects: Pick<ObjectsStore, 'upsert' | 'linkRows'>
  contacts: Pick<ContactsStore, 'findByKeys'>
  noteFields: NoteUnknown['noteFields']
  identities: IdentityNeeds
  acceptEvents(incoming: Incoming[]): Promise<{ accepted: number; repeated: number }>
  clock: Clock
  timeZone: string
}

type Told = { index: number; read: ReadRow }
type Written = { kept: Map<string, Upserted>; newest: readonly Told[] }

/**
 * Rows of objects from outside. A row is written first, with the person its identity belongs to when one is known; then
 * an event tells the line, which finds or makes the person by the same rules as for everybody else, and the row is given
 * to whom the event turned out to be about. The event's id is made of the row's content, so that sending a row again
 * after a broken answer tells it once.
 */
export function createTakeRows(needs: TakeRowsNeeds) {
  const objectOf = async (type: string): Promise<ObjectType> => {
    const object = (await needs.vocabulary.read()).objects.get(type)
    if (object === undefined) {
      throw new Refusal({
        code: 'object-type.not-found',
        status: 404,
        message: `没有定义过对象「${type}」，请先在“设置 → 数据定义”里新建。`,
      })
    }
    if (object.archivedAt === null) return object
    throw new Refusal({
      code: 'object-type.archived',
      status: 409,
      message: `对象「${object.label}」已归档，不再接收数据。`,
    })
  }

  const writeRows = async (told: readonly Told[]): Promise<Map<string, Upserted>> => {
    const keys = [...new Set(told.flatMap(({ read }) => read.row.claim ?? []))]
    const owners = new Map<IdentityKey, ContactId>()
    for (const stored of await needs.contacts.findByKeys(keys)) {
      for (const { key } of stored.identities) owners.set(key, stored._id)
    }
    const rows = told.map(({ read: { row } }) => ({
      ...row,
      contact: row.claim === null ? null : (owners.get(row.claim) ?? null),
    }))
    const written = await needs.objects.upsert(rows)
    return new Map(written.map((one) => [one.row.externalId, one]))
  }

  /** Writes what was read well and tells the line of it. */
  const take = async (type: string, sound: readonly Told[]): Promise<Written> => {
    const newest = newestOfEach(sound)
    const kept = await writeRows(newest)
    const unknown = sound.flatMap(({ read }) => read.unknown)
    await needs.noteFields(
      unknown.map(({ name, value }) => ({ kind: 'object-field', owner: type, name, guess: guessType(value) })),
    )
    const news = newest.flatMap(({ read }) => {
      const written = kept.get(read.row.externalId)
      // Told again also when nothing changed: the first time may have ended between the row and its event.
      if (written === undefined || written.what === 'older' || read.person === null) return []
      return [rowTold(read, written.first ? 'created' : 'updated')]
    })
    if (news.length > 0) await needs.acceptEvents(news)
    return { kept, newest }
  }

  return {
    objectOf,

    /** Rows that were read before, by the definition of their object. */
    async takeRead(type: string, rows: readonly ReadRow[]): Promise<void> {
      await take(
        type,
        rows.map((read, index) => ({ index, read })),
      )
    },

    async takeRows(type: string, given: readonly Readonly<Record<string, unknown>>[]): Promise<RowResults> {
      const object = await objectOf(type)
      const now = needs.clock.now()
      const { timeZone, identities } = needs
      const all = given.map((one) => readRow(one, { object, now, timeZone, identities }))
      const sound = all.flatMap((read, index): Told[] => ('row' in read ? [{ index, read }] : []))
      const { kept: whats, newest } = await take(type, sound)
      const kept = new Set(newest.map(({ index }) => index))
      return countResults(all.map((read, index) => resultOf(read, { index, whats, kept })))
    },

    /** The line found whose these rows are. */
    async rowsLinked(linked: readonly { incoming: Incoming; contact: Pick<Contact, 'id'> }[]): Promise<void> {
      const links = linked.flatMap(({ incoming: { event }, contact }) => {
        if (event.name !== 'custom.happened') return []
        const type = objectTypeOfEvent(event.type)
        const externalId = event.properties[ROW_KEY]
        const updatedAt = event.properties[ROW_MOMENT]
        if (type === null || typeof externalId !== 'string' || typeof updatedAt !== 'string') return []
        return [{ type, externalId, updatedAt: new Date(updatedAt), contact: contact.id }]
      })
      await needs.objects.linkRows(links)
    },
  }
}
export type TakeRows = ReturnType<typeof createTakeRows>

/** How an event names its row. */
export const ROW_KEY = 'externalId'
const ROW_MOMENT = 'rowUpdatedAt'

/** Of several words about one row in a batch only the newest is written; of one moment the last. */
function newestOfEach(sound: readonly Told[]): Told[] {
  const newest = new Map<string, Told>()
  for (const told of sound) {
    const held = newest.get(told.read.row.externalId)
    if (held === undefined || held.read.row.updatedAt <= told.read.row.updatedAt) {
      newest.set(told.read.row.externalId, told)
    }
  }
  return [...newest.values()]
}

function rowTold({ row, person }: ReadRow, what: 'created' | 'updated'): Incoming {
  const moment = row.updatedAt.toISOString()
  const sealed = (row.sealed ?? []).map(({ field, key }) => `${field}:${key}`).sort()
  const hash = createHash('sha256')
    .update(JSON.stringify([row.type, row.externalId, moment, Object.entries(row.fields).sort(), row.claim, ...sealed]))
    .digest('base64url')
    .slice(0, 22)
  const properties = Object.entries(row.fields).map(
    ([name, value]) => [name, Array.isArray(value) ? value.join('、') : value] as const,
  )
  return {
    event: {
      id: EventId.parse(`object:${hash}`),
      at: row.updatedAt,
      account: null,
      name: 'custom.happened',
      type: objectEventType(row.type, what),
      properties: { ...Object.fromEntries(properties), [ROW_KEY]: row.externalId, [ROW_MOMENT]: moment },
    },
    claims: person === null ? [] : [person.claim],
    facts: person?.facts ?? {},
  }
}

type Outcome = { index: number; whats: ReadonlyMap<string, Upserted>; kept: ReadonlySet<number> }

function resultOf(read: ReadRow | BadObjectRow, { index, whats, kept }: Outcome): RowResult {
  if (!('row' in read))
    return {
      index,
      externalId: read.externalId,
      result: 'refused',
      problems: read.problems.map(({ problem }) => problem),
    }
  const { externalId } = read.row
  return { index, externalId, result: kept.has(index) ? (whats.get(externalId)?.what ?? 'unchanged') : 'older' }
}

function countResults(items: readonly RowResult[]): RowResults {
  const count = (...results: RowResult['result'][]) => items.filter(({ result }) => results.includes(result)).length
  const counts = {
    created: count('created'),
    updated: count('updated'),
    unchanged: count('unchanged', 'older'),
    refused: count('refused'),
  }
  return { ...counts, items: [...items] }
}
