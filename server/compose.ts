import type mongoose from 'mongoose'
import { composeLine } from './compose/line.ts'
import { createLiveJourneys } from './compose/live-journeys.ts'
import { allIndexes, composeStores } from './compose/stores.ts'
import { composeWeb } from './compose/web.ts'
import type { Config } from './config.ts'
import { createApp } from './http/app.ts'
import { addFirstUser } from './http/first-user.ts'
import { createMetrics } from './http/metrics.ts'
import { createHeldCallbacks } from './intake/passive.ts'
import { type Clock, systemClock } from './kit/clock.ts'
import type { Log } from './kit/log.ts'
import { ensureIndexes } from './store/ensure-indexes.ts'
import { migrate } from './store/migrations.ts'

export type Composition = {
  config: Config
  connection: mongoose.Connection
  clock: Clock
  log: Log
  root: string
  /** Breaks off between two steps, with an error. */
  stopping?: AbortSignal
}

/** Builds the whole server on an open connection: migrations and indexes first, then the stores, the line, the web. */
export async function compose({ config, connection, clock, log, root, stopping }: Composition) {
  await migrate(connection, stopping && { stopping })
  await ensureIndexes(connection, allIndexes, stopping)
  stopping?.throwIfAborted()
  const stores = composeStores(connection, config)
  const firstUser = await addFirstUser({
    users: stores.users,
    password: config.ADMIN_PASSWORD,
    machineClock: systemClock,
  })
  const metrics = createMetrics(async () => {
    const [inbox, outbox] = await Promise.all([stores.inbox.countByStatus(), stores.outbox.countByFate()])
    return { inbox, outbox }
  }, log)
  const live = createLiveJourneys(stores.journeys)
  const held = createHeldCallbacks()
  const line = composeLine({ config, connection, stores, live, held, clock, log, metrics })
  const app = createApp(composeWeb({ config, stores, line, live, held, clock, log, metrics, root }))
  return { app, stores, line, firstUser }
}
export type Composed = Awaited<ReturnType<typeof compose>>
