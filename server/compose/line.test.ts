import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type ContactId, JourneyId } from '../../shared/ids.ts'
import type { Incoming } from '../../shared/incoming.ts'
import { aJourney } from '../../test/builders/journey.ts'
import { freshDatabase } from '../../test/support/database.ts'
import { incoming, oa } from '../../test/support/people.ts'
import { until } from '../../test/support/until.ts'
import { type Config, parseConfig } from '../config.ts'
import { createHeldCallbacks } from '../intake/passive.ts'
import { systemClock } from '../kit/clock.ts'
import { createLog } from '../kit/log.ts'
import { ensureIndexes } from '../store/ensure-indexes.ts'
import { composeLine, type Line, type LineNeeds } from './line.ts'
import { createLiveJourneys } from './live-journeys.ts'
import { allIndexes, composeStores, type Stores } from './stores.ts'

let config: Config
let stores: Stores
let database: Awaited<ReturnType<typeof freshDatabase>>
let line: Line
let held: ReturnType<typeof createHeldCallbacks>
let stopping: Promise<boolean> | null
const stop = () => (stopping ??= line.stop())

beforeEach(async () => {
  database = await freshDatabase()
  config = parseConfig({
    PUBLIC_URL: 'http://127.0.0.1:1',
    MONGODB_URI: database.uri,
    SECRET_KEY: 'a secret that is only good for this test of the line',
    WECHAT_API_URL: 'http://127.0.0.1:1',
    WECOM_API_URL: 'http://127.0.0.1:1',
  })
  await ensureIndexes(database.connection, allIndexes)
  stores = composeStores(database.connection, config)
  // So long that no test waits for it.
  held = createHeldCallbacks({ holdMs: 3_600_000 })
  line = lineWith({})
  stopping = null
  await line.start()
})
afterEach(async () => {
  await stop()
  await database.close()
})

const lineWith = (more: Partial<LineNeeds>) =>
  composeLine({
    config,
    connection: database.connection,
    stores,
    live: createLiveJourneys(stores.journeys),
    held,
    clock: systemClock,
    log: createLog('silent'),
    metrics: { count: () => undefined },
    ...more,
  })

const follower = { appId: 'wx1', openId: 'o1' }
const response = () => new ServerResponse(new IncomingMessage(new Socket()))
const follow = () =>
  incoming('contact.followed', [oa('o1')], { facts: { following: { ...follower, following: true } } })

it('lets go of a callback as soon as its event was worked off and nothing is said to the person', async () => {
  const holding = held.hold(follower, response())
  await line.acceptEvents([follow()])
  expect(await holding).toBeNull()
})

it('lets go of all callbacks when it stops', async () => {
  const holding = held.hold(follower, response())
  await stop()
  expect(await holding).toBeNull()
})

describe('what a colleague did on a page', () => {
  const NOTES = 12
  let contact: ContactId
  beforeEach(async () => {
    await line.acceptEvents([follow()])
    contact = await until('the follower is known', async () => (await stores.contacts.byIdentity(oa('o1').key))?.id)
    const id = JourneyId.parse('jn_notes')
    const start = { type: 'event-start', settings: { event: 'note.added' } } as const
    const definition = aJourney(start).tag('记过').enters('every-time').build()
    await stores.journeys.create({ id, name: '记一笔', definition, now: new Date() })
    const journey = await stores.journeys.get(id)
    if (journey) await stores.journeys.publish({ journey, now: new Date() })
  })
  const note = (): Incoming => {
    const event = { staff: 'ZhangSan', text: '想要一份报价', followUpAt: null }
    return { ...incoming('note.added', [], { at: new Date(), event }), contact }
  }
  const walks = async () => (await stores.enrollments.page({ contact, limit: 200 })).items.length
  const waiting = async () => (await stores.inbox.countByStatus())['new'] ?? 0
  const notesIn = () => database.connection.collection('events').countDocuments({ name: 'note.added' })

  it('is heard by the journeys though the process of the page dies before it could link it', async () => {
    const find = () => Promise.reject(new Error('killed'))
    const page = lineWith({
      config: { ...config, ROLE: 'web' },
      stores: { ...stores, events: { ...stores.events, find } },
    })
    await expect(page.record([note()], new Date())).rejects.toThrow('killed')
    await until('the journey heard it', async () => (await walks()) === 1)
    expect(await notesIn()).toBe(1)
    await page.stop()
  })

  it('is heard exactly once, whether the page links it first or the pump', async () => {
    const notes = Array.from({ length: NOTES }, note)
    await Promise.all(notes.map((one) => line.record([one], new Date())))
    expect(await stores.events.find(notes.map(({ event }) => event.id))).toHaveLength(NOTES)
    await until('the pump is through', async () => (await waiting()) === 0)
    expect([await walks(), await notesIn()]).toEqual([NOTES, NOTES])
  })

  it('is heard when the page linked it long before the pump came to it', async () => {
    await stop()
    const page = lineWith({ config: { ...config, ROLE: 'web' } })
    await page.record([note()], new Date())
    expect([await walks(), await notesIn()]).toEqual([0, 1])
    line = lineWith({})
    stopping = null
    await line.start()
    await until('the journey heard it', async () => (await walks()) === 1)
    await until('the pump is through', async () => (await waiting()) === 0)
    expect([await walks(), await notesIn()]).toEqual([1, 1])
    await page.stop()
  })
})
