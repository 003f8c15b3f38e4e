import type mongoose from 'mongoose'
import { newId } from '../kit/new-id.ts'
import { isDuplicateKey } from './contact-saves.ts'

/**
 * One change of what lies in the database. `version` counts from 1 without a gap and never changes its meaning;
 * `run` must stand being cut off in the middle and run again.
 */
export type Migration = { version: number; title: string; run(connection: mongoose.Connection): Promise<void> }

/** Everything that ever changed. A released line is never edited: a new one is added below. */
export const migrations: readonly Migration[] = [
  { version: 1, title: 'the first version: nothing to change', run: () => Promise.resolve() },
  {
    version: 2,
    title: 'every line of the timeline has a place within its millisecond',
    async run(connection) {
      await connection.collection('events').updateMany({ place: { $exists: false } }, { $set: { place: 0 } })
    },
  },
  {
    version: 3,
    title: 'visitors of pages whom nobody knows are marked',
    async run(connection) {
      const known = { $not: { $regex: '^(oa|mini|wecom|unionid|phone|email|crm|wechaty):' } }
      const nameless = { 'identities.0': { $exists: true }, 'identities.key': known, anonymous: { $exists: false } }
      await connection.collection('contacts').updateMany(nameless, { $set: { anonymous: true } })
    },
  },
]

type LeaseDocument = { _id: 'lease'; holder: string; until: Date }
type DoneDocument = { _id: string; version: number; title: string; at: Date }

export class DatabaseTooNew extends Error {
  readonly code = 'store.database-too-new'
  constructor(found: number, known: number) {
    super(
      `The database is at version ${found}, this program knows versions up to ${known}: start the newer program, or restore an older backup`,
    )
    this.name = 'DatabaseTooNew'
  }
}

/**
 * Brings the database to the newest version. Any number of processes may call it at once: one holds the lease and
 * works, the others wait until it is done; when the holder dies, its lease ends and another goes on.
 */
export async function migrate(
  connection: mongoose.Connection,
  options: {
    list?: readonly Migration[]
    leaseMs?: number
    pauseMs?: number
    wait?: (ms: number) => Promise<void>
    /** Breaks off, with an error, before the next migration or while another process migrates. */
    stopping?: AbortSignal
  } = {},
): Promise<{ from: number; to: number }> {
  const { list = migrations, leaseMs = 60_000, pauseMs = 200, wait = pause, stopping } = options
  const newest = list.reduce((highest, { version }) => Math.max(highest, version), 0)
  const from = await currentVersion(connection)
  const holder = newId('mr')
  for (;;) {
    stopping?.throwIfAborted()
    const at = await currentVersion(connection)
    if (at > newest) throw new DatabaseTooNew(at, newest)
    if (at === newest) return { from, to: newest }
    if (await takeLease(connection, holder, leaseMs)) break
    await wait(pauseMs)
  }
  const renewal = setInterval(() => {
    takeLease(connection, holder, leaseMs).catch(() => clearInterval(renewal))
  }, leaseMs / 3)
  try {
    for (const migration of [...list].sort((a, b) => a.version - b.version)) {
      stopping?.throwIfAborted()
      if (migration.version <= (await currentVersion(connection))) continue
      await migration.run(connection)
      await recordDone(connection, migration)
    }
    return { from, to: newest }
  } finally {
    clearInterval(renewal)
    await connection.collection<LeaseDocument>('migrations').deleteOne({ _id: 'lease', holder })
  }
}

async function currentVersion(connection: mongoose.Connection): Promise<number> {
  const newest = await connection
    .collection<DoneDocument>('migrations')
    .find({ version: { $exists: true } })
    .sort({ version: -1 })
    .limit(1)
    .toArray()
  return newest[0]?.version ?? 0
}

/** Takes the lease when it is free, over, or already ours (which renews it). */
async function takeLease(connection: mongoose.Connection, holder: string, leaseMs: number): Promise<boolean> {
  const leases = connection.collection<LeaseDocument>('migrations')
  // The machine's own time, not the company's clock: a lease is about processes that are alive now.
  const now = new Date()
  try {
    const taken = await leases.updateOne(
      { _id: 'lease', $or: [{ holder }, { until: { $lte: now } }] },
      { $set: { holder, until: new Date(now.getTime() + leaseMs) } },
      { upsert: true },
    )
    return taken.matchedCount + taken.upsertedCount === 1
  } catch (error) {
    if (isDuplicateKey(error)) return false
    throw error
  }
}

async function recordDone(connection: mongoose.Connection, { version, title }: Migration): Promise<void> {
  await connection
    .collection<DoneDocument>('migrations')
    .updateOne({ _id: `v${version}` }, { $setOnInsert: { version, title, at: new Date() } }, { upsert: true })
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))
