import { MongoBackend } from '@agendajs/mongo-backend'
import { Agenda } from 'agenda'
import type { Db } from 'mongodb'
import type { Log } from '../kit/log.ts'

/**
 * Agenda runs everything periodic. It ticks in real time; what is due is decided by the clock each job asks itself. A
 * `perWorker` job runs in every worker (each sweeps the partitions it holds), the others in one worker at a time.
 * Jobs carry no data.
 */
export type AlarmJob = { name: string; every: string; perWorker: boolean; run(): Promise<unknown> }

export type AlarmNeeds = { database: Db; worker: string; log: Log; jobs: readonly AlarmJob[] }

const COLLECTION = 'agendaJobs'
const LOCK_MS = 60_000
const DEAD_AFTER_MS = 3_600_000

export function createAlarm({ database, worker, log, jobs }: AlarmNeeds) {
  const agenda = new Agenda({
    backend: new MongoBackend({ mongo: database, collection: COLLECTION, ensureIndex: true }),
    name: worker,
    processEvery: 500,
    // Without a limit one process locks every job that is due.
    defaultLockLimit: 1,
    defaultConcurrency: 1,
    defaultLockLifetime: LOCK_MS,
  })
  // Agenda installs a handler that says nothing.
  agenda.on('error', (error) => log.error({ err: error }, 'The alarm has trouble with its database'))

  const named = jobs.map((job) => ({ ...job, name: job.perWorker ? `${job.name}@${worker}` : job.name }))
  for (const { name, run } of named) {
    agenda.define(name, async () => {
      try {
        await run()
      } catch (error) {
        // The next tick does it again.
        log.error({ err: error, job: name }, 'A periodic job failed')
      }
    })
  }

  const collection = database.collection(COLLECTION)

  return {
    async start(): Promise<void> {
      await agenda.ready
      await forgetDeadWorkers()
      await agenda.start()
      for (const { name, every } of named) await agenda.every(every, name)
    },

    /** Lets running jobs finish, and leaves nothing locked: another worker need not wait for our locks to run out. */
    async stop(): Promise<void> {
      await agenda.drain({ timeout: 20_000, closeConnection: false })
      await agenda.stop(false)
      await agenda.cancel({ names: named.filter(({ perWorker }) => perWorker).map(({ name }) => name) })
      await collection.updateMany({ lastModifiedBy: worker, lockedAt: { $ne: null } }, { $set: { lockedAt: null } })
    },
  }

  /** Jobs of workers that were killed: nobody else defines them, so they would lie there for ever. */
  async function forgetDeadWorkers(): Promise<void> {
    const before = new Date(Date.now() - DEAD_AFTER_MS)
    await collection.deleteMany({ name: { $regex: '@' }, nextRunAt: { $lt: before } })
  }
}
export type Alarm = ReturnType<typeof createAlarm>

/** The jobs of the journeys and the outbox, under the names that logs and the admin page know. */
export function journeyJobs(sweeps: {
  due(): Promise<unknown>
  pending(): Promise<unknown>
  schedules(): Promise<unknown>
  outbox(): Promise<unknown>
}): AlarmJob[] {
  return [
    { name: 'due-sweep', every: '1 second', perWorker: true, run: sweeps.due },
    { name: 'outbox-sweep', every: '2 seconds', perWorker: true, run: sweeps.outbox },
    { name: 'schedule-sweep', every: '5 seconds', perWorker: false, run: sweeps.schedules },
    { name: 'pending-sweep', every: '10 seconds', perWorker: false, run: sweeps.pending },
  ]
}
