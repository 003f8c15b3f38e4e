import { afterAll, beforeAll, expect, it } from 'vitest'
import { stillClock } from '../../test/builders/journey-line.ts'
import { freshDatabase } from '../../test/support/database.ts'
import { until } from '../../test/support/until.ts'
import { createLog } from '../kit/log.ts'
import { createLeasesStore } from '../store/leases.ts'
import { createAlarm } from './alarm.ts'
import { createPartitionShare } from './partitions.ts'

let database: Awaited<ReturnType<typeof freshDatabase>>
beforeAll(async () => {
  database = await freshDatabase()
})
afterAll(() => database.close())

it('ticks its jobs in every worker, goes on after a fault, and leaves nothing locked', async () => {
  const { db } = database.connection
  if (!db) throw new Error('not connected')
  const ticks = { a: 0, b: 0, shared: 0 }
  const alarmOf = (worker: 'a' | 'b') =>
    createAlarm({
      database: db,
      worker,
      log: createLog('silent'),
      jobs: [
        {
          name: 'mine',
          every: '1 second',
          perWorker: true,
          run: async () => {
            ticks[worker] += 1
            throw new Error('a fault')
          },
        },
        {
          name: 'ours',
          every: '1 second',
          perWorker: false,
          run: async () => {
            ticks.shared += 1
          },
        },
      ],
    })
  const [one, two] = [alarmOf('a'), alarmOf('b')]
  await one.start()
  await two.start()
  await until('both workers ticked twice', () => ticks.a >= 2 && ticks.b >= 2 && ticks.shared >= 2)
  const jobs = db.collection('agendaJobs')
  expect((await jobs.find({}).toArray()).map(({ name }) => String(name)).sort()).toEqual(['mine@a', 'mine@b', 'ours'])
  await one.stop()
  await two.stop()
  expect(await jobs.countDocuments({ lockedAt: { $ne: null } })).toBe(0)
  expect((await jobs.find({}).toArray()).map(({ name }) => String(name))).toEqual(['ours'])
})

it('shares the partitions among the workers that live, and takes over from one that died', async () => {
  const leases = createLeasesStore(database.connection)
  const machine = stillClock()
  const shareOf = (worker: string) => createPartitionShare({ leases, worker, machine })
  const [a, b] = [shareOf('a'), shareOf('b')]
  expect(await a.held()).toHaveLength(256)
  expect(await b.held()).toHaveLength(0)
  machine.forward({ seconds: 11 })
  const ours = await a.held()
  const theirs = await b.held()
  expect([ours.length, theirs.length]).toEqual([128, 128])
  expect(new Set([...ours, ...theirs]).size).toBe(256)
  // b dies; a takes everything when b's leases are over.
  machine.forward({ seconds: 11 })
  await a.held()
  machine.forward({ seconds: 20 })
  expect(await a.held()).toHaveLength(256)
  await a.release()
  const c = shareOf('c')
  expect(await c.held()).toHaveLength(256)
})
