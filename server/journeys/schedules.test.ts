import { afterAll, beforeAll, expect, it } from 'vitest'
import type { JourneyId } from '../../shared/ids.ts'
import { aJourney, condition } from '../../test/builders/journey.ts'
import { type JourneyLine, journeyLine } from '../../test/builders/journey-line.ts'
import { aContact } from '../../test/builders/person.ts'
import { freshDatabase } from '../../test/support/database.ts'
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
  const sweep = createSchedules({ ...line.needs, log }, line.runner, line.membership)
  line.clock.set('2026-12-21T02:00:00Z')
  for (const _ of [1, 2, 3]) await sweep()
  expect(warned).toEqual([])
  line.clock.set('2027-01-03T02:00:00Z')
  for (const _ of [1, 2, 3]) await sweep()
  expect(warned).toEqual([{ journey: id, since: new Date('2026-12-21T02:00:00Z') }])
})

const pause = (id: JourneyId) => line.journeys.setState({ id, to: 'paused', now: line.clock.now() })
