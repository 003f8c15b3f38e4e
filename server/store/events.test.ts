import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { ContactId } from '../../shared/ids.ts'
import { freshDatabase } from '../../test/support/database.ts'
import { incoming, type People, peopleOf } from '../../test/support/people.ts'

const at = new Date('2026-11-22T04:00:00Z')
const [her, him] = [ContactId.parse('ct_her'), ContactId.parse('ct_him')]
let database: Awaited<ReturnType<typeof freshDatabase>>
let people: People
beforeAll(async () => {
  database = await freshDatabase()
  people = await peopleOf(database.connection)
})
beforeEach(() => database.connection.collection('events').deleteMany({}))
afterAll(() => database.close())

/** Its id says nothing about its order: the first one has the greatest. */
const happened = (id: string, contact = her) => ({ contact, event: incoming('contact.followed', [], { id, at }).event })
const readInPagesOf = async (limit: number, contact = her) => {
  const ids: string[] = []
  let cursor: string | undefined
  do {
    const page = await people.events.page({ contact, limit, cursor })
    ids.push(...page.items.map(({ id }) => id))
    cursor = page.next ?? undefined
  } while (cursor !== undefined)
  return ids
}

it('what happened first within a millisecond stands first, on every page', async () => {
  await people.events.append([happened('z'), happened('m')])
  await people.events.append([happened('a')])
  expect(await readInPagesOf(1)).toEqual(['a', 'm', 'z'])
  expect(await readInPagesOf(2)).toEqual(['a', 'm', 'z'])
})

it('a cause that is written after its effect stands before it when it took its place first', async () => {
  const place = people.events.nextPlace()
  await people.events.append([happened('effect')])
  await people.events.append([{ ...happened('cause'), place }])
  expect(await readInPagesOf(5)).toEqual(['effect', 'cause'])
})

it('a line that an older process wrote without a place is read with the others, on every page', async () => {
  await people.events.append([happened('z'), happened('m'), happened('a')])
  await database.connection
    .collection('events')
    .updateMany({ 'data.scene': null, _id: { $ne: 'm' as never } }, { $unset: { place: '' } })
  expect(await readInPagesOf(1)).toEqual(['m', 'z', 'a'])
  expect(await readInPagesOf(2)).toEqual(['m', 'z', 'a'])
})

it('keeps its order when it is given to somebody else', async () => {
  await people.events.append([happened('z'), happened('m'), happened('a')])
  const moved = ['a', 'z'].map((id) => ({ ...happened(id), claimed: [], facts: {} }))
  await database.connection.transaction((session) => people.events.move(moved, him, session))
  expect(await readInPagesOf(1, him)).toEqual(['a', 'z'])
})

it('counts a custom event by day under its own name and under its type, wherever it is given', async () => {
  const given = { type: 'order.paid', properties: { amount: 3 } }
  const { event } = incoming('custom.happened', [], { id: 'paid', at, event: given })
  const entry = { contact: her, event }
  await people.events.append([entry])
  const countedOf = async (contact: ContactId) =>
    (await people.activityDays.of([contact], '2026-11-22'))
      .get(contact)
      ?.filter(({ event }) => event.startsWith('custom'))
  const both = ['custom:order.paid', 'custom.happened'].map((event) => ({ event, day: '2026-11-22', count: 1 }))
  expect(await countedOf(her)).toEqual(both)
  const moved = [{ ...entry, claimed: [], facts: {} }]
  await database.connection.transaction((session) => people.events.move(moved, him, session))
  expect(await countedOf(her)).toEqual([])
  expect(await countedOf(him)).toEqual(both)
})

it('counts each event of a day once, however many write of the same people at once', async () => {
  const contacts = Array.from({ length: 30 }, (_, index) => ContactId.parse(`ct_crowd${index}`))
  const writers = 8
  const batches = Array.from({ length: writers }, (_, writer) =>
    contacts.map((contact) => happened(`w${writer}-${contact}`, contact)),
  )
  // Half of it is written twice, as after a crash.
  await Promise.all([...batches, ...batches.slice(4)].map((batch) => people.events.append(batch)))
  const days = await people.activityDays.of(contacts, '2026-11-22')
  expect([...days.values()].map((own) => own.map(({ event, count }) => [event, count]))).toEqual(
    contacts.map(() => [['contact.followed', writers]]),
  )
})
