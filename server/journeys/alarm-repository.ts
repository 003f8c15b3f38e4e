import { type Db, MongoJobRepository } from '@agendajs/mongo-backend'

export const COLLECTION = 'agendaJobs'

/** Made with all others at start: Agenda would make its own in every process at once, and a failure there is heard by nobody. */
export const indexes = [{ collection: COLLECTION, spec: { name: 1, nextRunAt: 1 }, options: {} }] as const

class AlarmRepository extends MongoJobRepository {
  #due: Promise<ReadonlySet<string>> | null = null

  /**
   * Agenda looks for each kind of job by itself, with a write, whether or not one is due: forty kinds are forty writes a
   * second in a product that does nothing. What is due is asked once for all kinds of one look; only those are locked.
   */
  override async getNextJobToRun(...given: Parameters<MongoJobRepository['getNextJobToRun']>) {
    const [name, nextScanAt, lockDeadline] = given
    this.#due ??= this.#ask(nextScanAt, lockDeadline)
    return (await this.#due).has(name) ? await super.getNextJobToRun(...given) : undefined
  }

  /**
   * Agenda takes the lock off a job that ended before it writes so, and cancels as one without a lock what it looks at
   * while that is being written, which takes its time when a process has just started or the database is slow. The lock
   * lasts until it is written.
   */
  override async saveJobState(...[job, options]: Parameters<MongoJobRepository['saveJobState']>) {
    if (job.lockedAt) return await super.saveJobState(job, options)
    const ended = { ...job }
    job.lockedAt = new Date()
    try {
      await super.saveJobState(ended, options)
    } finally {
      delete job.lockedAt
    }
  }

  async #ask(nextScanAt: Date, lockDeadline: Date): Promise<ReadonlySet<string>> {
    // All kinds are looked for in one turn of the event loop; whoever comes later asks afresh.
    queueMicrotask(() => {
      this.#due = null
    })
    const due = {
      disabled: { $ne: true },
      $or: [{ lockedAt: null, nextRunAt: { $lte: nextScanAt } }, { lockedAt: { $lte: lockDeadline } }],
    }
    const found = await this.collection.find(due, { projection: { name: 1 } }).toArray()
    return new Set(found.map(({ name }) => name))
  }
}

/** Agenda's own backend, but for what is said above. All kinds of jobs must have the same lock lifetime. */
export function alarmBackend(mongo: Db) {
  const repository = new AlarmRepository({ mongo, db: { collection: COLLECTION }, ensureIndex: false })
  return {
    name: 'MongoDB',
    repository,
    ownsConnection: false,
    notificationChannel: undefined,
    // Asks nothing of the database: Agenda connects while it is built, where nobody hears of a failure.
    connect: () => repository.connect(),
    disconnect: () => repository.disconnect(),
  }
}
