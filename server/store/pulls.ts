import type mongoose from 'mongoose'
import { z } from 'zod'
import { PullInput, PullPaging, PullRun, type PullSummary } from '../../shared/api/exchange.ts'
import type { Cipher } from './cipher.ts'

/** Where people are fetched from on a schedule. The value of the header that lets us in lies sealed and leaves only for the call. */
const PullDocument = z.object({
  ...PullInput.omit({ header: true, paging: true }).shape,
  _id: z.string(),
  paging: PullPaging,
  header: z.object({ name: z.string(), sealed: z.string() }).nullable(),
  nextAt: z.coerce.date(),
  /** When the last run that ended well began. */
  since: z.coerce.date().nullable(),
  runs: z.array(PullRun),
})
export type StoredPull = z.infer<typeof PullDocument>
const RUNS_KEPT = 20

export const indexes = [{ collection: 'pulls', spec: { active: 1, nextAt: 1 }, options: {} }] as const

export function createPullsStore(connection: mongoose.Connection, cipher: Cipher) {
  const pulls = connection.collection<StoredPull>('pulls')
  const read = (found: unknown) => PullDocument.parse(found)
  const sealed = (input: PullInput, before: StoredPull | null): StoredPull['header'] => {
    if (input.header === null) return null
    const { name, value } = input.header
    if (value !== undefined) return { name, sealed: cipher.seal(value) }
    return before?.header == null ? null : { name, sealed: before.header.sealed }
  }
  return {
    async list(): Promise<PullSummary[]> {
      return (await pulls.find({}).sort({ name: 1 }).toArray()).map((one) => summaryOf(read(one)))
    },
    async get(id: string): Promise<StoredPull | null> {
      const found = await pulls.findOne({ _id: id })
      return found === null ? null : read(found)
    },
    /** The header as it is sent. */
    headerOf: ({ header }: StoredPull): Record<string, string> =>
      header === null ? {} : { [header.name]: cipher.unseal(header.sealed) },
    async put(id: string, input: PullInput, now: Date): Promise<void> {
      const before = await pulls.findOne({ _id: id })
      const known = before === null ? null : read(before)
      // A secret goes to the server it was given for, and to no other.
      const moved = known !== null && new URL(known.url).origin !== new URL(input.url).origin
      const header = sealed(input, moved ? null : known)
      await pulls.updateOne(
        { _id: id },
        { $set: { ...input, header, nextAt: now }, $setOnInsert: { since: null, runs: [] } },
        { upsert: true },
      )
    },
    async remove(id: string): Promise<boolean> {
      return (await pulls.deleteOne({ _id: id })).deletedCount === 1
    },
    async due(now: Date): Promise<StoredPull[]> {
      return (
        await pulls
          .find({ active: true, nextAt: { $lte: now } })
          .limit(20)
          .toArray()
      ).map(read)
    },
    async ask(id: string, now: Date): Promise<boolean> {
      return (await pulls.updateOne({ _id: id }, { $set: { nextAt: now, active: true } })).matchedCount === 1
    },
    async ran(id: string, run: PullRun, next: { nextAt: Date; since?: Date }): Promise<void> {
      await pulls.updateOne({ _id: id }, { $set: next, $push: { runs: { $each: [run], $slice: -RUNS_KEPT } } })
    },
  }
}
export type PullsStore = ReturnType<typeof createPullsStore>

export function summaryOf({ _id: id, header, since: _since, runs, ...rest }: StoredPull): PullSummary {
  return { id, ...rest, header: header === null ? null : { name: header.name }, runs: [...runs].reverse() }
}
