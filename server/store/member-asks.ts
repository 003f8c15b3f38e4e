import type mongoose from 'mongoose'
import { z } from 'zod'
import { chunksOf, inOneAnswer, wroteAll } from './bulk.ts'

/**
 * What members were asked to do once a day for all their customers, claimed before they are asked:
 *
 *   (none) ──claim──▶ calling ──the platform took it──▶ asked
 *                       │  └──it did not leave, or was refused──▶ (none)
 *                       └──no answer, or its holder is gone──▶ unclear ──claim──▶ calling, with `since`
 *
 * Who holds `since` looks at what the platform has from then on before asking again.
 */
const AskDocument = z.object({
  /** What is asked, on which day, of whom. */
  _id: z.string(),
  holder: z.string(),
  state: z.enum(['calling', 'asked', 'unclear']),
  /** On the machine's clock: a holder that is silent for so long is gone. */
  at: z.date(),
  /** On the product's clock: when it was asked. */
  askedAt: z.date(),
  /** When it was asked first without an answer. */
  since: z.date().nullable().default(null),
  removeAt: z.date(),
})
type AskDocument = z.infer<typeof AskDocument>

export const indexes = [
  { collection: 'member_asks', spec: { removeAt: 1 }, options: { expireAfterSeconds: 0 } },
] as const

/** Far longer than a day: a clock that is moved must not forget whom it asked. */
const KEEP_MS = 3 * 86_400_000
/** Longer than any lease of the outbox: whoever holds a claim so long has died or lost its rows. */
const ABANDONED_MS = 3 * 60_000

export type Ask = { key: string; holder: string }
export type AskClaim = { state: 'ours'; since: Date | null } | { state: 'busy' } | { state: 'asked' }
export type AskEnd = 'asked' | 'unclear' | 'free'

export function createMemberAsksStore(connection: mongoose.Connection) {
  const asks = connection.collection<AskDocument>('member_asks')
  const read = async (keys: readonly string[]) => {
    const found = await asks.find({ _id: { $in: [...keys] } }, inOneAnswer(keys)).toArray()
    return new Map(found.map((document) => [document._id, AskDocument.parse(document)]))
  }

  return {
    /** Those that were asked already. */
    async asked(keys: readonly string[]): Promise<Set<string>> {
      if (keys.length === 0) return new Set()
      return new Set([...(await read(keys))].flatMap(([key, { state }]) => (state === 'asked' ? [key] : [])))
    },

    /** Of several workers one gets each; what somebody else left unclear goes over to who asks next. */
    async claim(
      wanted: readonly Ask[],
      { now, machineNow }: { now: Date; machineNow: Date },
    ): Promise<Map<string, AskClaim>> {
      if (wanted.length === 0) return new Map()
      const fresh = { state: 'calling' as const, at: machineNow, askedAt: now }
      const removeAt = new Date(machineNow.getTime() + KEEP_MS)
      await wroteAll(() =>
        asks.bulkWrite(
          wanted.map(({ key, holder }) => ({
            updateOne: {
              filter: { _id: key },
              update: { $setOnInsert: { ...fresh, holder, since: null, removeAt } },
              upsert: true,
            },
          })),
          { ordered: false },
        ),
      )
      const known = await read(wanted.map(({ key }) => key))
      const claims = new Map<string, AskClaim>()
      for (const { key, holder } of wanted) {
        const found = known.get(key)
        if (found?.holder === holder) claims.set(key, { state: 'ours', since: found.since })
        else if (!found || !isLeft(found, machineNow)) {
          claims.set(key, { state: found?.state === 'asked' ? 'asked' : 'busy' })
        } else {
          const since = found.since ?? found.askedAt
          const left = { _id: key, holder: found.holder, state: found.state }
          const { modifiedCount } = await asks.updateOne(left, { $set: { ...fresh, holder, since, removeAt } })
          claims.set(key, modifiedCount === 1 ? { state: 'ours', since } : { state: 'busy' })
        }
      }
      return claims
    },

    /** Only by its holder. What was unclear before a call that did not leave is so still. */
    async settle(ends: readonly (Ask & { end: AskEnd })[]): Promise<void> {
      for (const chunk of chunksOf(ends, 500)) {
        const free = chunk.filter(({ end }) => end === 'free')
        const writes = chunk.map(({ key: _id, holder, end }) => ({
          updateOne: {
            filter: { _id, holder },
            update: { $set: { state: end === 'asked' ? ('asked' as const) : ('unclear' as const) } },
          },
        }))
        const forgotten = free.map(({ key: _id, holder }) => ({ deleteOne: { filter: { _id, holder, since: null } } }))
        await asks.bulkWrite([...forgotten, ...writes], { ordered: true })
      }
    },
  }
}
export type MemberAsksStore = ReturnType<typeof createMemberAsksStore>

const isLeft = ({ state, at }: AskDocument, machineNow: Date): boolean =>
  state === 'unclear' || (state === 'calling' && at.getTime() <= machineNow.getTime() - ABANDONED_MS)
