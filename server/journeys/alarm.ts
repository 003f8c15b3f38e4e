import { createHash } from 'node:crypto'
import { Agenda, type Job } from 'agenda'
import { type Db, ObjectId } from 'mongodb'
import { inTime } from '../kit/in-time.ts'
import type { Log } from '../kit/log.ts'
import { isDuplicateKey } from '../store/contact-saves.ts'
import { alarmBackend, COLLECTION } from './alarm-repository.ts'

/**
 * Agenda runs everything periodic. It ticks in real time; what is due is decided by the clock each job asks itself. A
 * `perWorker` job runs in every worker (each sweeps the partitions it holds), the others in one worker at a time.
 * Jobs carry no data. A job that loops looks between its batches whether it is to stop.
 */
export type AlarmJob = { name: string; every: string; perWorker: boolean; run(stopping: AbortSignal): Promise<unknown> }

export type AlarmNeeds = { database: Db; worker: string; log: Log; jobs: readonly AlarmJob[] }

/**
 * Short: a job that ended while the database was away, or whose worker was killed, stands still for this long. One that
 * runs renews its lock four times as often.
 */
const LOCK_MS = 12_000
const FINISH_WITHIN_MS = 10_000
const RELEASE_WITHIN_MS = 2000
const DEAD_AFTER_MS = 3_600_000

export function createAlarm({ database, worker, log, jobs }: AlarmNeeds) {
  const agenda = new Agenda({
    backend: alarmBackend(database),
    name: worker,
    // Each job asks the database this often whether it is due; what is due by then is kept and begins on time.
    processEvery: 1000,
    // Without a limit one process locks every job that is due.
    defaultLockLimit: 1,
    defaultConcurrency: 1,
    defaultLockLifetime: LOCK_MS,
  })
  // Agenda installs a handler that says nothing.
  agenda.on('error', (error) => log.error({ err: error }, 'The alarm has trouble with its database'))

  const named = jobs.map((job) => ({ ...job, name: job.perWorker ? `${job.name}@${worker}` : job.name }))
  const stopping = new AbortController()
  for (const { name, run } of named) {
    agenda.define(name, async (job) => {
      const letGo = keepLocked(job)
      try {
        await run(stopping.signal)
      } catch (error) {
        // The next tick does it again.
        log.error({ err: error, job: name }, 'A periodic job failed')
      } finally {
        await letGo()
      }
    })
  }

  const collection = database.collection(COLLECTION)

  return {
    async start(): Promise<void> {
      await agenda.ready
      await forgetDeadWorkers()
      await forgetDoubles()
      await agenda.start()
      for (const job of named) await schedule(job)
    },

    /**
     * Lets running jobs end their batch, and leaves nothing locked: another worker need not wait for our locks to run
     * out. Without a database they do just that, and the answer is false.
     */
    async stop(): Promise<boolean> {
      stopping.abort()
      try {
        const { running } = await agenda.drain({ timeout: FINISH_WITHIN_MS, closeConnection: false })
        if (running === 0) {
          await inTime(release(), RELEASE_WITHIN_MS)
          return true
        }
        log.warn({ worker, running }, 'Periodic jobs did not end in time; their locks run out')
      } catch (error) {
        log.warn({ err: error, worker }, 'Periodic jobs could not be released; their locks run out')
      }
      return false
    },
  }

  async function release(): Promise<void> {
    await agenda.cancel({ names: named.filter(({ perWorker }) => perWorker).map(({ name }) => name) })
    await collection.updateMany({ lastModifiedBy: worker, lockedAt: { $ne: null } }, { $set: { lockedAt: null } })
  }

  /** Renews the job's lock until it is let go; a renewal under way then ends first, or it would lock what is done. */
  function keepLocked(job: Job): () => Promise<void> {
    let renewed: Promise<void> = Promise.resolve()
    const renew = async () => {
      try {
        await job.touch()
      } catch (error) {
        log.warn({ err: error, job: job.attrs.name }, 'The lock of a periodic job could not be renewed')
      }
    }
    const timer = setInterval(() => {
      renewed = renewed.then(renew)
    }, LOCK_MS / 4)
    return () => {
      clearInterval(timer)
      return renewed
    }
  }

  /**
   * Agenda's own `every` takes the lock from a job that another worker runs, and makes it twice when two workers start
   * at once: what is not there is made under an id that both would give it.
   */
  async function schedule({ name, every }: Pick<AlarmJob, 'name' | 'every'>): Promise<void> {
    const known = await collection.updateOne({ name, type: 'single' }, { $set: { repeatInterval: every } })
    if (known.matchedCount > 0) return
    const first = { name, type: 'single', repeatInterval: every, priority: 0, nextRunAt: new Date(), lockedAt: null }
    try {
      await collection.updateOne({ _id: idOfJob(name) }, { $setOnInsert: first }, { upsert: true })
    } catch (error) {
      // Another worker made it meanwhile.
      if (!isDuplicateKey(error)) throw error
    }
  }

  /** Jobs of workers that were killed: nobody else defines them, so they would lie there for ever. */
  async function forgetDeadWorkers(): Promise<void> {
    const before = new Date(Date.now() - DEAD_AFTER_MS)
    await collection.deleteMany({ name: { $regex: '@' }, nextRunAt: { $lt: before } })
  }

  /**
   * Older versions could make a job twice, which then ran twice as often for ever. One row of each stays, the same
   * whichever worker looks first: the one under the job's own id, otherwise the oldest.
   */
  async function forgetDoubles(): Promise<void> {
    const names = named.map(({ name }) => name)
    const found = await collection.find({ name: { $in: names } }, { projection: { name: 1, type: 1 } }).toArray()
    const kept = new Map<string, ObjectId>()
    for (const { _id, name, type } of found) {
      const other = kept.get(name)
      if (type === 'single' && (other === undefined || isBefore(_id, other, idOfJob(name)))) kept.set(name, _id)
    }
    const doubles = found.filter(({ _id, name }) => kept.get(name)?.equals(_id) !== true)
    if (doubles.length === 0) return
    await collection.deleteMany({ _id: { $in: doubles.map(({ _id }) => _id) } })
    log.info(
      { jobs: [...new Set(doubles.map(({ name }) => name))] },
      'Periodic jobs that were made twice are made once',
    )
  }
}
export type Alarm = ReturnType<typeof createAlarm>

const ID_BYTES = 12
const idOfJob = (name: string) =>
  ObjectId.createFromHexString(
    createHash('sha256')
      .update(name)
      .digest('hex')
      .slice(0, 2 * ID_BYTES),
  )

const isBefore = (one: ObjectId, other: ObjectId, own: ObjectId) =>
  one.equals(own) || (!other.equals(own) && one.toHexString() < other.toHexString())

/** The jobs of the journeys and the outbox, under the names that logs and the admin page know. */
export function journeyJobs(sweeps: {
  due(stopping: AbortSignal): Promise<unknown>
  pending(): Promise<unknown>
  schedules(stopping: AbortSignal): Promise<unknown>
  outbox(): Promise<unknown>
}): AlarmJob[] {
  return [
    { name: 'due-sweep', every: '1 second', perWorker: true, run: sweeps.due },
    { name: 'outbox-sweep', every: '2 seconds', perWorker: true, run: sweeps.outbox },
    { name: 'schedule-sweep', every: '5 seconds', perWorker: false, run: sweeps.schedules },
    { name: 'pending-sweep', every: '10 seconds', perWorker: false, run: sweeps.pending },
  ]
}
