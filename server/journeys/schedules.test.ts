import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Contact } from '../../shared/contact.ts'
import type { JourneyId } from '../../shared/ids.ts'
import { aJourney, condition } from '../../test/builders/journey.ts'
import { type JourneyLine, journeyLine } from '../../test/builders/journey-line.ts'
import { aContact } from '../../test/builders/person.ts'
import { freshDatabase } from '../../test/support/database.ts'
import { objectRowIndexes } from '../../test/support/object-rows.ts'
import { ensureIndexes } from '../store/ensure-indexes.ts'
import { createSchedules } from './schedules.ts'

let database: Awaited<ReturnType<typeof freshDatabase>>
let line: JourneyLine
beforeAll(async () => {
  database = await freshDatabase()
  line = await journeyLine(database.connection)
})
afterAll(() => database.close())

it('lets in everybody whose day has come, once, at the hour', async () => {
  const [soon, later] = await line.knows(
    aContact('ct_vip1')
      .with({ attributes: { vipExpiresAt: '2026-11-30' } })
      .build(),
    aContact('ct_vip2')
      .with({ attributes: { vipExpiresAt: '2026-12-01' } })
      .build(),
  )
  const start = { type: 'date-start', settings: { attribute: 'vipExpiresAt', offsetDays: -7, at: '10:00' } } as const
  await line.publish(aJourney(start).tag('快到期').build())
  line.clock.set('2026-11-23T01:59:00Z')
  expect(await line.schedules()).toBe(0)
  line.clock.set('2026-11-23T02:00:00Z')
  expect(await line.schedules()).toBe(1)
  expect(await line.schedules()).toBe(0)
  expect(await line.paths(soon!)).toEqual(['start > tag-1 > (走完全程)'])
  line.clock.set('2026-11-24T02:00:30Z')
  expect(await line.schedules()).toBe(1)
  expect(await line.paths(later!)).toHaveLength(1)
})

it('lets everybody who fits in at each occurrence, and nobody twice when two sweep at once or one was cut off', async () => {
  const contacts = await line.knows(
    ...Array.from({ length: 30 }, (_, i) => aContact(`ct_daily${i}`).tagged('日报').build()),
  )
  const start = {
    type: 'recurring-start',
    settings: { every: 'day', at: '10:00', condition: condition('has-tag', { tags: ['日报'] }) },
  } as const
  const id = await line.publish(aJourney(start).enters('every-time').build())
  line.clock.set('2026-11-25T02:00:00Z')
  await Promise.all([line.schedules(), line.again().schedules()])
  // As if the first sweep had died before it noted how far it came.
  const journeys = line.connection.collection<{ _id: string; scheduledUntil: Date }>('journeys')
  await journeys.updateOne({ _id: id }, { $set: { scheduledUntil: new Date('2026-11-24T02:00:30Z') } })
  expect(await line.schedules()).toBe(0)
  line.clock.set('2026-11-26T02:00:00Z')
  await line.schedules()
  for (const contact of contacts) expect(await line.paths(contact)).toHaveLength(2)
})

it('lets no more in once it is to stop, and does the occurrence again from its beginning', async () => {
  const [contact] = await line.knows(aContact('ct_stopped').tagged('停').build())
  const start = {
    type: 'recurring-start',
    settings: { every: 'day', at: '11:00', condition: condition('has-tag', { tags: ['停'] }) },
  } as const
  await line.publish(aJourney(start).build())
  line.clock.set('2026-11-26T03:00:00Z')
  expect(await line.schedules(AbortSignal.abort())).toBe(0)
  expect(await line.paths(contact!)).toEqual([])
  expect(await line.schedules()).toBe(1)
})

it('makes up for two days of silence and no more', async () => {
  const [contact] = await line.knows(aContact('ct_silent').tagged('沉默').build())
  const start = {
    type: 'recurring-start',
    settings: { every: 'day', at: '10:00', condition: condition('has-tag', { tags: ['沉默'] }) },
  } as const
  await line.publish(aJourney(start).enters('every-time').build())
  line.clock.set('2026-12-10T03:00:00Z')
  await line.schedules()
  expect(await line.paths(contact!)).toHaveLength(2)
})

it('warns of occurrences it passes over, once, and not where a long silence had none', async () => {
  line.clock.set('2026-12-11T02:00:00Z')
  const start = {
    type: 'recurring-start',
    settings: { every: 'month', monthDay: 28, at: '10:00', condition: condition('has-tag', { tags: ['月报'] }) },
  } as const
  await Promise.all((await line.journeys.live()).map(({ journey: { id } }) => pause(id)))
  const id = await line.publish(aJourney(start).build())
  const warned: unknown[] = []
  const log: typeof line.needs.log = Object.create(line.needs.log, {
    warn: { value: (about: unknown) => warned.push(about) },
  })
  const sweep = createSchedules({ ...line.needs, datedRows: line.datedRows, log }, line.runner, line.membership)
  line.clock.set('2026-12-21T02:00:00Z')
  for (const _ of [1, 2, 3]) await sweep()
  expect(warned).toEqual([])
  line.clock.set('2027-01-03T02:00:00Z')
  for (const _ of [1, 2, 3]) await sweep()
  expect(warned).toEqual([{ journey: id, since: new Date('2026-12-21T02:00:00Z') }])
})

describe('a day of a row of an object', () => {
  const fields = [
    { name: 'no', label: '合同号', type: 'text' as const, options: [] },
    { name: 'endsAt', label: '到期日', type: 'date' as const, options: [] },
  ]
  const contract = {
    ...{ name: 'contract', label: '合同', fields, keyField: 'no', person: null, timeField: null },
    ...{ createdAt: null, archivedAt: null },
  }
  const start = { type: 'date-start', settings: { attribute: 'contract.endsAt', offsetDays: -7, at: '10:00' } } as const
  let said = 0
  const say = async (no: string, endsAt: string, contact: Contact | null) => {
    said += 1
    const updatedAt = new Date(Date.UTC(2027, 0, 1) + said)
    const row = { type: 'contract', externalId: no, fields: { no, endsAt }, at: updatedAt, updatedAt, claim: null }
    await line.objects.upsert([{ ...row, contact: contact?.id ?? null }])
  }
  const entries = async (contact: Contact) => (await line.paths(contact)).length
  const at = (time: string) => line.clock.set(time)
  beforeAll(async () => {
    await ensureIndexes(database.connection, objectRowIndexes)
    await line.definitions.objects.put(contract)
  })
  beforeEach(async () => {
    await Promise.all((await line.journeys.live()).map(({ journey: { id } }) => pause(id)))
    await line.definitions.objects.put(contract)
    await database.connection.collection('objects').deleteMany({})
  })

  it('lets its person in, once for each row, and again when the day is changed', async () => {
    at('2027-02-01T00:00:00Z')
    const [owner, other] = await line.knows(aContact('ct_rows1').build(), aContact('ct_rows2').build())
    await line.publish(aJourney(start).tag('续约').build())
    await say('A', '2027-02-10', owner!)
    await say('B', '2027-02-10', owner!)
    await say('C', '2027-02-11', other!)
    await say('D', '2027-02-10', null)
    at('2027-02-03T01:59:00Z')
    expect(await line.schedules()).toBe(0)
    at('2027-02-03T02:00:00Z')
    expect(await line.schedules()).toBe(2)
    expect(await line.schedules()).toBe(0)
    expect([await entries(owner!), await entries(other!)]).toEqual([2, 0])
    await say('A', '2027-02-11', owner!)
    at('2027-02-04T02:00:00Z')
    expect(await line.schedules()).toBe(2)
    expect([await entries(owner!), await entries(other!)]).toEqual([3, 1])
  })

  it('counts a row once for ever where the journey lets in once, and another row of the same person for itself', async () => {
    at('2027-03-01T00:00:00Z')
    const [owner] = await line.knows(aContact('ct_rows3').build())
    await line.publish(aJourney(start).enters('once').build())
    await say('E', '2027-03-09', owner!)
    at('2027-03-02T02:00:00Z')
    expect(await line.schedules()).toBe(1)
    await say('E', '2027-03-10', owner!)
    await say('F', '2027-03-10', owner!)
    at('2027-03-03T02:00:00Z')
    expect(await line.schedules()).toBe(1)
    expect(await entries(owner!)).toBe(2)
  })

  it('is done again after a death, and lets nobody in twice', async () => {
    at('2027-04-01T00:00:00Z')
    const [owner] = await line.knows(aContact('ct_rows4').build())
    const id = await line.publish(aJourney(start).enters('every-time').build())
    await say('G', '2027-04-09', owner!)
    at('2027-04-02T02:00:00Z')
    await Promise.all([line.schedules(), line.again().schedules()])
    const journeys = line.connection.collection<{ _id: string; scheduledUntil: Date }>('journeys')
    await journeys.updateOne({ _id: id }, { $set: { scheduledUntil: new Date('2027-04-01T02:00:30Z') } })
    expect(await line.schedules()).toBe(0)
    expect(await entries(owner!)).toBe(1)
  })

  // Each in a month of its own: what is defined is kept in mind for a moment of the clock.
  it.each<[name: string, month: string, change: Partial<typeof contract>]>([
    ['whose field was taken away', '2027-05', { fields: fields.slice(0, 1) }],
    ['that was archived', '2027-06', { archivedAt: new Date(0) as unknown as null }],
  ])('of an object %s lets nobody in', async (name, month, change) => {
    at(`${month}-01T00:00:00Z`)
    const [owner] = await line.knows(aContact(`ct_rows5${name.length}`).build())
    await line.publish(aJourney(start).build())
    await say('H', `${month}-09`, owner!)
    await line.definitions.objects.put({ ...contract, ...change })
    at(`${month}-02T02:00:00Z`)
    expect(await line.schedules()).toBe(0)
    expect(await entries(owner!)).toBe(0)
    // What kept them out was that: with the object as it was the next day lets in.
    await line.definitions.objects.put(contract)
    await say('I', `${month}-10`, owner!)
    at(`${month}-03T02:00:00Z`)
    expect(await line.schedules()).toBe(1)
  })
})

const pause = (id: JourneyId) => line.journeys.setState({ id, to: 'paused', now: line.clock.now() })
