import type mongoose from 'mongoose'
import { z } from 'zod'
import { SyncCause, SyncPartName } from '../../shared/api/syncs.ts'
import { AccountId } from '../../shared/ids.ts'
import { isDuplicateKey } from './contact-saves.ts'

/**
 * One row per account and part of it that is read from the platform: what was asked for, and the run under way.
 *
 *   done ──ask──▶ waiting ──claim──▶ running ──finish──▶ done (or waiting, when it was asked for meanwhile)
 *                    ▲                  ├──break off──▶ waiting until `notBefore`, with its cursor kept
 *                                       └──give up──▶ done, with its problem
 *
 * A run keeps its cursor as it goes, so that whoever claims it after a crash goes on there. Every write of a holder is
 * guarded by `fence`, which each claim raises: who was paused or killed can't write any more. Leases run on the
 * machine's clock.
 */
const Running = z.object({
  /** Counts the runs of this row: what a run saw is marked with it. */
  number: z.number().int(),
  cause: SyncCause,
  cursor: z.string().nullable(),
  done: z.number().int(),
  total: z.number().int().nullable(),
  notes: z.array(z.string()),
  startedAt: z.coerce.date(),
})
export type SyncRunning = z.infer<typeof Running>

const RunDocument = z.object({
  _id: z.string(),
  account: AccountId,
  part: SyncPartName,
  wanted: z.boolean(),
  /** Counts the askings: a run that ends clears `wanted` only when nobody asked since it began. */
  asked: z.number().int(),
  /** Why it was asked for, as long as that has not begun. */
  next: SyncCause.nullable(),
  running: Running.nullable(),
  runs: z.number().int(),
  endedAt: z.coerce.date().nullable(),
  /** When a reading that no callback asked for last ended, well or not: the night leaves alone what is fresh. */
  comparedAt: z.coerce.date().nullable(),
  problem: z.string().nullable(),
  attempts: z.number().int(),
  notBefore: z.coerce.date(),
  owner: z.string().nullable(),
  until: z.coerce.date(),
  fence: z.number().int(),
})
type RunDocument = z.infer<typeof RunDocument>
export type SyncRun = RunDocument
export type ClaimedRun = Pick<RunDocument, 'account' | 'part' | 'fence' | 'asked' | 'attempts'> & {
  id: string
  running: SyncRunning
}

export const indexes = [
  { collection: 'sync_runs', spec: { wanted: 1, notBefore: 1, until: 1 }, options: {} },
  { collection: 'sync_runs', spec: { account: 1, part: 1 }, options: { unique: true } },
] as const

const LONG_AGO = new Date(0)

export function createSyncRunsStore(connection: mongoose.Connection) {
  const runs = connection.collection<RunDocument>('sync_runs')
  const idOf = (account: AccountId, part: SyncPartName) => `${account}:${part}`
  const read = (document: unknown) => RunDocument.parse(document)

  const ensure = async (account: AccountId, part: SyncPartName): Promise<void> => {
    const empty: Omit<RunDocument, '_id'> = {
      account,
      part,
      wanted: false,
      asked: 0,
      next: null,
      running: null,
      runs: 0,
      endedAt: null,
      comparedAt: null,
      problem: null,
      attempts: 0,
      notBefore: LONG_AGO,
      owner: null,
      until: LONG_AGO,
      fence: 0,
    }
    try {
      await runs.updateOne({ _id: idOf(account, part) }, { $setOnInsert: empty }, { upsert: true })
    } catch (error) {
      // Another process made it at the same moment.
      if (!isDuplicateKey(error)) throw error
    }
  }

  /** False when another has taken the run over. */
  const end = async ({ id, fence, asked, running }: ClaimedRun, at: Date, problem: string | null) => {
    const ended = {
      running: null,
      endedAt: at,
      ...(running.cause === 'callback' ? {} : { comparedAt: at }),
      problem,
      attempts: 0,
      owner: null,
      until: LONG_AGO,
    }
    const last = await runs.updateOne({ _id: id, fence, asked }, { $set: { ...ended, wanted: false } })
    if (last.matchedCount === 1) return true
    return (await runs.updateOne({ _id: id, fence }, { $set: ended })).matchedCount === 1
  }

  return {
    async get(account: AccountId, part: SyncPartName): Promise<SyncRun | null> {
      const found = await runs.findOne({ _id: idOf(account, part) })
      return found === null ? null : read(found)
    },

    async of(account: AccountId): Promise<SyncRun[]> {
      return (await runs.find({ account }).toArray()).map(read)
    },

    /** A reading is wanted. False when one is under way or asked for already, and then nothing changes. */
    async ask(given: { account: AccountId; part: SyncPartName; cause: SyncCause; now: Date }): Promise<boolean> {
      const { account, part, cause, now } = given
      await ensure(account, part)
      // A reading that a callback asked for has no report, so it stands for no other.
      const idle = { next: { $in: [null, 'callback' as const] }, 'running.cause': { $in: [null, 'callback' as const] } }
      const written = await runs.updateOne(
        { _id: idOf(account, part), ...idle },
        { $set: { wanted: true, notBefore: now, next: cause }, $inc: { asked: 1 } },
      )
      return written.modifiedCount === 1
    },

    /** The platform said that something changed: read again, also when that is under way and may have passed it. */
    async changed(account: AccountId, part: SyncPartName, now: Date): Promise<void> {
      await ensure(account, part)
      const _id = idOf(account, part)
      const [waits, begins] = [{ next: { $ne: null } }, { next: null }]
      await runs.updateOne({ _id, ...waits }, { $set: { wanted: true }, $inc: { asked: 1 } })
      await runs.updateOne(
        { _id, ...begins },
        { $set: { wanted: true, next: 'callback', notBefore: now }, $inc: { asked: 1 } },
      )
    },

    /** The next run that is due and nobody's; null when there is none. */
    async claim(given: { owner: string; now: Date; machineNow: Date; leaseMs: number }): Promise<ClaimedRun | null> {
      const { owner, now, machineNow, leaseMs } = given
      const due = { wanted: true, notBefore: { $lte: now }, until: { $lte: machineNow } }
      for (const document of await runs.find(due).sort({ notBefore: 1 }).limit(20).toArray()) {
        const { _id, account, part, asked, fence, attempts, next, running: kept, runs: before } = read(document)
        const running = kept ?? {
          number: before + 1,
          cause: next ?? 'manual',
          cursor: null,
          done: 0,
          total: null,
          notes: [],
          startedAt: now,
        }
        const written = await runs.updateOne(
          { _id, asked, fence, until: { $lte: machineNow } },
          {
            $set: {
              owner,
              until: new Date(machineNow.getTime() + leaseMs),
              running,
              runs: running.number,
              ...(kept === null ? { next: null } : {}),
            },
            $inc: { fence: 1 },
          },
        )
        if (written.modifiedCount === 1) return { id: _id, account, part, asked, attempts, fence: fence + 1, running }
      }
      return null
    },

    /** Keeps how far the run is, and the lease. False when another has taken it over: then stop. */
    async save({ id, fence }: ClaimedRun, running: SyncRunning, until: Date): Promise<boolean> {
      const written = await runs.updateOne({ _id: id, fence }, { $set: { running, until, attempts: 0, problem: null } })
      return written.matchedCount === 1
    },

    async renew({ id, fence }: ClaimedRun, until: Date): Promise<boolean> {
      return (await runs.updateOne({ _id: id, fence }, { $set: { until } })).matchedCount === 1
    },

    finish: (claim: ClaimedRun, at: Date) => end(claim, at, null),

    /** It is over without an end: a person must mend something first, and asks again. */
    giveUp: (claim: ClaimedRun, at: Date, problem: string) => end(claim, at, problem),

    /** Gives the run back, to go on from its cursor: at once, or after its trouble has had time to pass. */
    async giveBack(
      { id, fence }: ClaimedRun,
      trouble: { problem: string; notBefore: Date; restart: boolean } | null,
    ): Promise<void> {
      const free = { owner: null, until: LONG_AGO }
      if (trouble === null) {
        await runs.updateOne({ _id: id, fence }, { $set: free })
        return
      }
      const { restart, ...told } = trouble
      const $set = { ...free, ...told, ...(restart ? { 'running.cursor': null } : {}) }
      await runs.updateOne({ _id: id, fence }, { $set, $inc: { attempts: 1 } })
    },
  }
}
export type SyncRunsStore = ReturnType<typeof createSyncRunsStore>
