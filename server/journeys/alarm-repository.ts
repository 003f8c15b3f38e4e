import { type Db, MongoBackend, MongoJobRepository } from '@agendajs/mongo-backend'

/**
 * Agenda looks for each kind of job by itself, with a write, whether or not one is due: forty kinds are forty writes a
 * second in a product that does nothing. What is due is asked once for all kinds of one look; only those are locked.
 */
class AskedTogether extends MongoJobRepository {
  #due: Promise<ReadonlySet<string>> | null = null

  override async getNextJobToRun(...given: Parameters<MongoJobRepository['getNextJobToRun']>) {
    const [name, nextScanAt, lockDeadline] = given
    this.#due ??= this.#ask(nextScanAt, lockDeadline)
    return (await this.#due).has(name) ? await super.getNextJobToRun(...given) : undefined
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

/** Agenda's own backend, but for how it looks for what is due. All kinds of jobs must have the same lock lifetime. */
export function alarmBackend(given: { mongo: Db; collection: string }) {
  const backend = new MongoBackend({ ...given, ensureIndex: true })
  const repository = new AskedTogether({ mongo: given.mongo, db: { collection: given.collection }, ensureIndex: true })
  return {
    name: backend.name,
    repository,
    ownsConnection: false,
    notificationChannel: undefined,
    connect: () => repository.connect(),
    disconnect: () => repository.disconnect(),
  }
}
