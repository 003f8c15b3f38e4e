import type mongoose from 'mongoose'
import { z } from 'zod'
import { ContactId } from '../../shared/ids.ts'

/**
 * What is computed about everybody as a whole, every night and when its rules change: one document per computation.
 *
 *   at rest ──ask──▶ wanted ──claim──▶ running ──finish──▶ at rest (or wanted, when it was asked for meanwhile)
 *                      ▲                  └──give back──▶ wanted until `notBefore`, with its cursor kept
 *                      └─ask afresh──┘  from the beginning: the rules are others
 *
 * A run keeps its cursor as it goes, so that whoever claims it after a crash goes on there. Every write of a holder is
 * guarded by `fence`. Leases run on the machine's clock, the moment of a run on the company's.
 */
const Running = z.object({
  at: z.coerce.date(),
  cursor: ContactId.nullable(),
  done: z.number().int(),
  total: z.number().int(),
  /** Nobody is told of changes: the rules changed, not the people. */
  quiet: z.boolean(),
})
export type Run = z.infer<typeof Running>

const ComputationDocument = z.object({
  _id: z.string(),
  wanted: z.boolean(),
  asked: z.number().int(),
  quiet: z.boolean(),
  running: Running.nullable(),
  computedAt: z.coerce.date().nullable(),
  attempts: z.number().int(),
  problem: z.string().nullable(),
  notBefore: z.coerce.date(),
  owner: z.string().nullable(),
  until: z.coerce.date(),
  fence: z.number().int(),
})
type ComputationDocument = z.infer<typeof ComputationDocument>
export type Computation = Omit<ComputationDocument, '_id'> & { name: string }
export type ClaimedComputation = Computation & { running: Run }

export const indexes = [] as const

const LONG_AGO = new Date(0)
const atRest = { owner: null, until: LONG_AGO }
const fresh = {
  wanted: true,
  asked: 1,
  running: null,
  computedAt: null,
  attempts: 0,
  problem: null,
  notBefore: LONG_AGO,
  ...atRest,
  fence: 0,
}
const read = (document: unknown): Computation => {
  const { _id: name, ...rest } = ComputationDocument.parse(document)
  return { name, ...rest }
}

export function createComputationsStore(connection: mongoose.Connection) {
  const computations = connection.collection<ComputationDocument>('computations')
  return {
    async get(name: string): Promise<Computation | null> {
      const found = await computations.findOne({ _id: name })
      return found === null ? null : read(found)
    },

    /** To be computed once more as it is; one that waits or runs already stays as it is. The first time it is quiet. */
    async ask(name: string): Promise<void> {
      await computations.updateOne({ _id: name }, { $setOnInsert: { ...fresh, quiet: true } }, { upsert: true })
      await computations.updateOne(
        { _id: name, wanted: false },
        { $set: { wanted: true, quiet: false, notBefore: LONG_AGO, attempts: 0 }, $inc: { asked: 1 } },
      )
    },

    /** The rules are others: whatever runs is worth nothing. Not before every process has read them again. */
    async askAfresh(name: string, notBefore: Date): Promise<void> {
      await computations.updateOne({ _id: name }, { $setOnInsert: { ...fresh, quiet: true } }, { upsert: true })
      await computations.updateOne(
        { _id: name },
        {
          $set: { wanted: true, quiet: true, running: null, attempts: 0, problem: null, notBefore, ...atRest },
          $inc: { asked: 1, fence: 1 },
        },
      )
    },

    async claim(given: {
      name: string
      owner: string
      now: Date
      machineNow: Date
      leaseMs: number
      count(): Promise<number>
    }): Promise<ClaimedComputation | null> {
      const { name, owner, now, machineNow, leaseMs } = given
      const found = await computations.findOneAndUpdate(
        { _id: name, wanted: true, notBefore: { $lte: machineNow }, until: { $lte: machineNow } },
        { $set: { owner, until: new Date(machineNow.getTime() + leaseMs) }, $inc: { fence: 1 } },
        { returnDocument: 'after' },
      )
      if (found === null) return null
      const claimed = read(found)
      if (claimed.running !== null) return { ...claimed, running: claimed.running }
      const running = { at: now, cursor: null, done: 0, total: await given.count(), quiet: claimed.quiet }
      const begun = await computations.updateOne({ _id: name, fence: claimed.fence }, { $set: { running } })
      return begun.matchedCount === 1 ? { ...claimed, running } : null
    },

    /** False when another has taken the run over, or the rules are others now. */
    async savePiece({ name, fence }: ClaimedComputation, running: Run, until: Date): Promise<boolean> {
      return (await computations.updateOne({ _id: name, fence }, { $set: { running, until } })).matchedCount === 1
    },

    async renew({ name, fence }: ClaimedComputation, until: Date): Promise<void> {
      await computations.updateOne({ _id: name, fence }, { $set: { until } })
    },

    async finish({ name, fence, asked, running }: ClaimedComputation): Promise<boolean> {
      const done = { running: null, computedAt: running.at, problem: null, attempts: 0, quiet: false, ...atRest }
      const last = await computations.updateOne({ _id: name, fence, asked }, { $set: { ...done, wanted: false } })
      if (last.matchedCount === 1) return true
      return (await computations.updateOne({ _id: name, fence }, { $set: done })).matchedCount === 1
    },

    /** Kept with its cursor, for whoever claims it next; a problem is tried again after a while. */
    async giveBack(
      { name, fence }: ClaimedComputation,
      trouble: { problem: string; notBefore: Date } | null,
    ): Promise<void> {
      await computations.updateOne(
        { _id: name, fence },
        { $set: { ...trouble, ...atRest }, ...(trouble === null ? {} : { $inc: { attempts: 1 } }) },
      )
    },
  }
}
export type ComputationsStore = ReturnType<typeof createComputationsStore>
