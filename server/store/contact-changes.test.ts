import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type ContactId, EventId, StaffId } from '../../shared/ids.ts'
import { freshDatabase } from '../../test/support/database.ts'
import { incoming, mini, oa, type People, peopleAgain, peopleOf, unionid } from '../../test/support/people.ts'
import { watchedConnection } from '../../test/support/statements.ts'
import { createContactChanges } from './contact-changes.ts'

const at = new Date('2026-11-22T04:00:00Z')
const [wang, li] = [StaffId.parse('wangfang'), StaffId.parse('liwei')]
let database: Awaited<ReturnType<typeof freshDatabase>>
let watched: Awaited<ReturnType<typeof watchedConnection>>
let people: People
beforeAll(async () => {
  database = await freshDatabase()
  await peopleOf(database.connection)
  watched = await watchedConnection(database.uri)
  people = peopleAgain(watched.connection)
})
beforeEach(async () => {
  for (const name of ['contacts', 'events']) await database.connection.collection(name).deleteMany({})
})
afterAll(async () => {
  await watched.close()
  await database.close()
})

const persons = async (count: number) => {
  const all = Array.from({ length: count }, (_, n) => incoming('contact.followed', [oa(`o${n}`)]))
  return (await people.linkIncoming(all, at)).map(({ contact }) => contact.id)
}
const aPerson = async () => (await persons(1))[0]!
const decisions = async (contact: Awaited<ReturnType<typeof aPerson>>) =>
  (await people.events.page({ contact, kind: 'decision', limit: 20 })).items

type Changes = ReturnType<typeof createContactChanges>

describe('a change of a person', () => {
  const common = { by: 'effect-1', why: '规则', at }
  it.each([
    ['a tag', (contact: never) => people.contacts.addTags([{ ...common, contact, add: ['意向'], remove: [] }])],
    ['an owner', (contact: never) => people.contacts.setOwners([{ ...common, contact, to: wang, onlyIfNone: true }])],
    [
      'a consent',
      (contact: never) =>
        people.contacts.setConsent({ ...common, contact, channel: 'oa-template', consent: 'refused', source: 'staff' }),
    ],
  ])('and its line in the timeline are one transaction: %s', async (_name, change) => {
    const contact = await aPerson()
    watched.forget()
    await change(contact as never)
    const written = watched.said.filter(({ name }) => name === 'update' || name === 'insert')
    expect(written.map(({ name, collection }) => [name, collection])).toEqual([
      ['update', 'contacts'],
      ['insert', 'events'],
    ])
    const [first, second] = written
    expect(first!.transaction).not.toBeNull()
    expect(second!.transaction).toBe(first!.transaction)
    expect(await decisions(contact)).toHaveLength(1)
  })

  it.each([
    [
      'a tag',
      { tags: ['意向'] },
      (changes: Changes, contact: ContactId) => changes.addTags([{ ...common, contact, add: ['意向'], remove: [] }]),
    ],
    [
      'an owner',
      { owner: wang },
      (changes: Changes, contact: ContactId) => changes.setOwners([{ ...common, contact, to: wang, onlyIfNone: true }]),
    ],
    [
      'a refusal',
      { consent: { 'mini-subscribe': 'refused' } },
      (changes: Changes, contact: ContactId) =>
        changes.setConsent({ ...common, contact, channel: 'mini-subscribe', consent: 'refused', source: 'staff' }),
    ],
  ])(
    'reaches the survivor when the record is merged away before it is written: %s',
    async (_name, expected, change) => {
      const survivor = await aPerson()
      const later = new Date(at.getTime() + 60_000)
      const [opened] = await people.linkIncoming([incoming('mini.opened', [mini('m1'), unionid('u1')])], later)
      const contact = opened!.contact.id
      let merging: Promise<unknown> | undefined
      const changes = createContactChanges({
        connection: watched.connection,
        contacts: watched.connection.collection('contacts'),
        events: people.events,
        async loadSurvivors(ids) {
          const loaded = await people.contacts.loadSurvivors(ids)
          merging ??= people.linkIncoming([incoming('contact.scanned', [oa('o0'), unionid('u1')])], later)
          await merging
          return loaded
        },
      })
      await change(changes, contact)
      expect(await people.contacts.get(contact)).toMatchObject({ id: survivor, ...expected })
      const stub = await database.connection.collection<{ _id: string }>('contacts').findOne({ _id: contact })
      expect(stub).toMatchObject({ mergedInto: survivor, tags: [], owner: null, consent: {} })
    },
  )

  it('is not made again when its line is there and somebody changed it back meanwhile', async () => {
    const contact = await aPerson()
    const change = { ...common, contact, add: ['意向'], remove: [] }
    await people.contacts.addTags([change])
    await people.contacts.addTags([{ ...common, contact, add: [], remove: ['意向'], by: 'colleague' }])
    const other = (await persons(2))[1]!
    const changed = await people.contacts.addTags([change, { ...change, contact: other, by: 'effect-2' }])
    expect([...changed]).toEqual([other])
    expect((await people.contacts.get(contact))!.tags).toEqual([])
    expect((await people.contacts.get(other))!.tags).toEqual(['意向'])
    expect((await decisions(contact)).map(({ name }) => name)).toEqual(['tag.removed', 'tag.added'])
  })

  it('gives a person to one of the colleagues who want them at once, with one line', async () => {
    const contact = await aPerson()
    const give = (to: StaffId, by: string) =>
      people.contacts.setOwners([{ contact, to, by, why: '好友', at, onlyIfNone: true }])
    const changed = await Promise.all([give(wang, 'a'), give(li, 'b'), give(wang, 'c')])
    expect(changed.filter(({ size }) => size === 1)).toHaveLength(1)
    expect(await decisions(contact)).toHaveLength(1)
  })

  it('of two changes of one person in one batch the second sees the first', async () => {
    const contact = await aPerson()
    const give = { contact, why: '好友', at, onlyIfNone: true }
    await people.contacts.setOwners([
      { ...give, to: wang, by: 'a' },
      { ...give, to: li, by: 'b' },
    ])
    expect((await people.contacts.get(contact))!.owner).toBe(wang)
    expect((await decisions(contact)).map(({ id }) => id)).toEqual([EventId.parse('owner.changed:a')])
  })
})

describe('a batch of 200', () => {
  it('events of different people is linked with eight statements at most', async () => {
    const all = Array.from({ length: 200 }, (_, n) => incoming('contact.followed', [oa(`many${n}`)]))
    watched.forget()
    expect(await people.linkIncoming(all, at)).toHaveLength(200)
    expect(watched.said.length).toBeLessThanOrEqual(8)
  })

  it('new owners takes a read, two writes and a commit', async () => {
    const ids = await persons(200)
    const changes = ids.map((contact) => ({ contact, to: wang, by: contact, why: '好友', at, onlyIfNone: true }))
    watched.forget()
    expect((await people.contacts.setOwners(changes)).size).toBe(200)
    expect(watched.said.map(({ name }) => name)).toEqual(['find', 'update', 'insert', 'commitTransaction'])
  })
})

it('of one person, made together, are made in their order', async () => {
  const [contact, other] = await persons(2)
  const change = { why: '规则', at, remove: [] as string[], add: [] as string[] }
  await people.contacts.addTags([
    { ...change, contact: contact!, by: 'effect-1', add: ['意向'] },
    { ...change, contact: contact!, by: 'effect-2', remove: ['意向'] },
    { ...change, contact: contact!, by: 'effect-3', add: ['意向'] },
    { ...change, contact: other!, by: 'effect-4', add: ['意向'] },
  ])
  expect((await people.contacts.get(contact!))?.tags).toEqual(['意向'])
  expect((await people.contacts.get(other!))?.tags).toEqual(['意向'])
  expect(await decisions(contact!)).toHaveLength(3)
})
