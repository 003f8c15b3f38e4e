import { ObjectId } from 'mongodb'
import mongoose from 'mongoose'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { stillClock } from '../../test/builders/journey-line.ts'
import { createBrokenWire } from '../../test/support/broken-wire.ts'
import { freshDatabase } from '../../test/support/database.ts'
import { until } from '../../test/support/until.ts'
import { createLog } from '../kit/log.ts'
import { createLeasesStore } from '../store/leases.ts'
import { type AlarmJob, createAlarm } from './alarm.ts'
import { createPartitionShare } from './partitions.ts'

const log = createLog('silent')
let database: Awaited<ReturnType<typeof freshDatabase>>
beforeAll(async () => {
  database = await freshDatabase()
})
afterAll(() => database.close())

const openDatabase = (connection: mongoose.Connection) => {
  if (!connection.db) throw new Error('not connected')
  return connection.db
}

it('ticks its jobs in every worker, goes on after a fault, and leaves nothing locked', async () => {
  const { db } = database.connection
  if (!db) throw new Error('not connected')
  const ticks = { a: 0, b: 0, shared: 0 }
  const alarmOf = (worker: 'a' | 'b') =>
    createAlarm({
      database: db,
      worker,
      log,
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

it('makes a shared job once, however many workers start at the same instant', async () => {
  const db = openDatabase(database.connection)
  const names = Array.from({ length: 8 }, (_, index) => `once-${index}`)
  const jobs = names.map((name) => ({ name, every: '1 hour', perWorker: false, run: async () => undefined }))
  const alarms = ['a', 'b', 'c', 'd'].map((worker) => createAlarm({ database: db, worker, log, jobs }))
  await Promise.all(alarms.map((alarm) => alarm.start()))
  const made = await db
    .collection('agendaJobs')
    .find({ name: { $regex: '^once-' } })
    .toArray()
  expect(made.map(({ name }) => String(name)).sort()).toEqual(names)
  await Promise.all(alarms.map((alarm) => alarm.stop()))
})

it('keeps one row of each job that an older version made several times, and runs it', async () => {
  const db = openDatabase(database.connection)
  const jobs = db.collection('agendaJobs')
  const row = (name: string, more: Record<string, unknown> = {}) => ({
    ...{ name, type: 'single', priority: 0, nextRunAt: new Date(), repeatInterval: '1 hour', lockedAt: null, ...more },
  })
  const first = createAlarm({ database: db, worker: 'first', log, jobs: shared('named', async () => undefined) })
  await first.start()
  await first.stop()
  const named = (await jobs.findOne({ name: 'named' }))?._id
  await jobs.insertOne({ ...row('named'), _id: new ObjectId('000000000000000000000001') })
  await jobs.insertMany([row('twice', { type: 'normal' }), row('foreign'), row('foreign'), row('once')])
  const { insertedId: oldest } = await jobs.insertOne(row('twice'))
  await jobs.insertMany([row('twice', { lockedAt: new Date() }), row('twice')])
  const runs = { named: 0, once: 0, twice: 0 }
  const ours = Object.keys(runs).flatMap((name) => shared(name, async () => ++runs[name as keyof typeof runs]))
  const alarms = ['a', 'b', 'c'].map((worker) => createAlarm({ database: db, worker, log, jobs: ours }))
  await Promise.all(alarms.map((alarm) => alarm.start()))
  const left = await jobs.find({ name: { $in: ['foreign', ...Object.keys(runs)] } }).toArray()
  // The foreign ones are of a version that knows more than this one.
  expect(left.map(({ name }) => String(name)).sort()).toEqual(['foreign', 'foreign', 'named', 'once', 'twice'])
  const kept = (name: string) => left.find((one) => one['name'] === name)?._id
  expect([kept('named'), kept('twice')]).toEqual([named, oldest])
  await until('all run', () => Math.min(...Object.values(runs)) > 0)
  await Promise.all(alarms.map((alarm) => alarm.stop()))
})

it('asks nothing of the database before it is started: nobody would hear that it failed', async () => {
  const connection = await mongoose
    .createConnection(database.uri, { autoIndex: false, autoCreate: false, monitorCommands: true })
    .asPromise()
  const asked: string[] = []
  connection.getClient().on('commandStarted', ({ commandName }) => void asked.push(commandName))
  createAlarm({
    database: openDatabase(connection),
    worker: 'quiet',
    log,
    jobs: shared('quiet', async () => undefined),
  })
  await openDatabase(connection).command({ ping: 1 })
  expect(asked).toEqual(['ping'])
  await connection.close()
})

it('asks once for all kinds of jobs what is due, and writes only for what is', async () => {
  const connection = await mongoose
    .createConnection(database.uri, { autoIndex: false, autoCreate: false, monitorCommands: true })
    .asPromise()
  const asked = { looks: 0, locks: 0 }
  connection.getClient().on('commandStarted', ({ commandName, command }) => {
    if (command[commandName] !== 'agendaJobs') return
    if (commandName === 'find') asked.looks += 1
    if (commandName === 'findAndModify') asked.locks += 1
  })
  const ran = new Set<number>()
  const jobs = Array.from({ length: 12 }, (_, index) => ({
    name: `rare-${index}`,
    every: '1 hour',
    perWorker: false,
    run: async () => void ran.add(index),
  }))
  const alarm = createAlarm({ database: openDatabase(connection), worker: 'asks', log, jobs })
  await alarm.start()
  await until('all ran', () => ran.size === jobs.length)
  Object.assign(asked, { looks: 0, locks: 0 })
  await until('it looked three times', () => asked.looks >= 3)
  expect(asked.locks).toBe(0)
  expect(asked.looks).toBeLessThan(jobs.length)
  await alarm.stop()
  await connection.close()
})

it('shares the partitions among the workers that live, and takes over from one that died', async () => {
  const leases = createLeasesStore(database.connection)
  const machine = stillClock()
  const shareOf = (worker: string) => createPartitionShare({ leases, worker, machine, log })
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

const shared = (name: string, run: (stopping: AbortSignal) => Promise<unknown>) => [
  { name, every: '1 second', perWorker: false, run },
]
const aborted = (stopping: AbortSignal) => new Promise((resolve) => stopping.addEventListener('abort', resolve))

it('keeps a job that runs longer than its lock from every other worker, and ends it at a stop', async () => {
  const db = openDatabase(database.connection)
  const began: string[] = []
  const ended: string[] = []
  let looks = 0
  const alarmOf = (worker: string, more: AlarmJob[] = []) =>
    createAlarm({
      ...{ database: db, worker, log },
      jobs: [
        ...shared('long', async (stopping) => {
          began.push(worker)
          await aborted(stopping)
          ended.push(worker)
        }),
        ...more,
      ],
    })
  const one = alarmOf('a')
  const two = alarmOf('b', [{ name: 'looks', every: '1 second', perWorker: true, run: async () => ++looks }])
  await one.start()
  await until('one began', () => began.length === 1)
  const jobs = db.collection('agendaJobs')
  const longAgo = new Date(Date.now() - 3_600_000)
  expect((await jobs.updateOne({ name: 'long' }, { $set: { lockedAt: longAgo } })).matchedCount).toBe(1)
  await until(
    'the lock is renewed',
    async () => (await jobs.findOne({ name: 'long' }))?.['lockedAt']?.getTime() > longAgo.getTime(),
  )
  await two.start()
  await until('the other looked for work twice', () => looks >= 2)
  expect(began).toEqual(['a'])
  await one.stop()
  expect(ended).toEqual(['a'])
  await until('the other took over', () => began.length === 2)
  await two.stop()
  expect([began, ended]).toEqual([
    ['a', 'b'],
    ['a', 'b'],
  ])
})

it('takes up a job again soon after the database went away while it ran', async () => {
  const wire = await createBrokenWire(database.uri)
  const connection = await mongoose
    .createConnection(wire.uri, { autoIndex: false, autoCreate: false, serverSelectionTimeoutMS: 1000 })
    .asPromise()
  let runs = 0
  const alarm = createAlarm({
    ...{ database: openDatabase(connection), worker: 'cut', log },
    jobs: shared('cut', async () => {
      runs += 1
      if (runs === 1) await wire.cut()
    }),
  })
  await alarm.start()
  await until('it ran', () => runs === 1)
  const lock = { name: 'cut', lockedAt: { $ne: null } }
  expect(await database.connection.collection('agendaJobs').countDocuments(lock)).toBe(1)
  await until(
    'Agenda gave up saying that it ended',
    async () => (await connection.db?.command({ ping: 1 }).catch(() => null)) === null,
  )
  await wire.mend()
  await until('it runs again', () => runs > 1, 40)
  expect(await alarm.stop()).toBe(true)
  await connection.close(true)
  await wire.close()
})

it('takes the end of a job that is written slowly for no job that lost its lock', async () => {
  const wire = await createBrokenWire(database.uri)
  const connection = await mongoose.createConnection(wire.uri, { autoIndex: false, autoCreate: false }).asPromise()
  const complaints: string[] = []
  const listening = createLog('silent')
  listening.error = (about: { err?: Error }) => void complaints.push(about.err?.message ?? '')
  let runs = 0
  const slow = createAlarm({
    ...{ database: openDatabase(connection), worker: 'slow', log: listening },
    jobs: shared('slow', async () => {
      runs += 1
    }),
  })
  let seconds = 0
  const watch = createAlarm({
    ...{ database: openDatabase(database.connection), worker: 'watch', log },
    jobs: [{ name: 'seconds', every: '1 second', perWorker: true, run: async () => ++seconds }],
  })
  const ending = wire.frozenAt((sent) => sent.includes('lastFinishedAt') && sent.includes('slow') && runs > 0)
  await slow.start()
  await ending
  await watch.start()
  // Agenda looks after a job that runs every six seconds.
  await until('eight seconds passed', () => seconds > 8)
  await wire.cut()
  await wire.mend()
  await until('it runs again', () => runs > 1)
  expect(complaints.filter((text) => text.includes('no lockedAt'))).toEqual([])
  await slow.stop()
  await watch.stop()
  await connection.close(true)
  await wire.close()
})

it('stops without its database, and says what it could not give back', async () => {
  const wire = await createBrokenWire(database.uri)
  const connection = await mongoose
    .createConnection(wire.uri, { autoIndex: false, autoCreate: false, serverSelectionTimeoutMS: 30_000 })
    .asPromise()
  const said: string[] = []
  const listening = createLog('silent')
  listening.warn = (_about: unknown, text?: string) => void said.push(text ?? '')
  let ran = false
  const alarm = createAlarm({
    ...{ database: openDatabase(connection), worker: 'lonely', log: listening },
    jobs: shared('alone', async () => {
      ran = true
    }),
  })
  const leases = createLeasesStore(connection)
  const share = createPartitionShare({ leases, worker: 'lonely', machine: stillClock(), log: listening })
  await share.held()
  await alarm.start()
  await until('it ran', () => ran)
  await wire.cut()
  expect([await alarm.stop(), await share.release()]).toEqual([false, false])
  expect(said.at(-1)).toBe('Leases could not be given back; they run out')
  expect(said.some((text) => text.endsWith('their locks run out'))).toBe(true)
  await connection.close(true)
  await wire.close()
})
