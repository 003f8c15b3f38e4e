import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { freshDatabase } from '../../test/support/database.ts'
import { incoming, oa } from '../../test/support/people.ts'
import { parseConfig } from '../config.ts'
import { createHeldCallbacks } from '../intake/passive.ts'
import { systemClock } from '../kit/clock.ts'
import { createLog } from '../kit/log.ts'
import { ensureIndexes } from '../store/ensure-indexes.ts'
import { composeLine, type Line } from './line.ts'
import { createLiveJourneys } from './live-journeys.ts'
import { allIndexes, composeStores } from './stores.ts'

let database: Awaited<ReturnType<typeof freshDatabase>>
let line: Line
let held: ReturnType<typeof createHeldCallbacks>
let stopping: Promise<boolean> | null
const stop = () => (stopping ??= line.stop())

beforeEach(async () => {
  database = await freshDatabase()
  const { connection } = database
  const config = parseConfig({
    PUBLIC_URL: 'http://127.0.0.1:1',
    MONGODB_URI: database.uri,
    SECRET_KEY: 'a secret that is only good for this test of the line',
    WECHAT_API_URL: 'http://127.0.0.1:1',
    WECOM_API_URL: 'http://127.0.0.1:1',
  })
  await ensureIndexes(connection, allIndexes)
  const stores = composeStores(connection, config)
  // So long that no test waits for it.
  held = createHeldCallbacks({ holdMs: 3_600_000 })
  line = composeLine({
    config,
    connection,
    stores,
    live: createLiveJourneys(stores.journeys),
    held,
    clock: systemClock,
    log: createLog('silent'),
    metrics: { count: () => undefined },
  })
  stopping = null
  await line.start()
})
afterEach(async () => {
  await stop()
  await database.close()
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
