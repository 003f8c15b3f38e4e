import type { Connection } from 'mongoose'
import { z } from 'zod'
import { type QuotaPeriod, quotaPeriods } from '../../shared/quota-window.ts'

/** What is known of one account's API beside its books: limits somebody named, and when the platform last refused. */
const Named = z.object({ calls: z.number().int(), at: z.date() })
const ByPeriod = z.partialRecord(z.enum(quotaPeriods), Named)
const ApiDocument = z.object({
  _id: z.string(),
  holder: z.string(),
  api: z.string(),
  /** From the platform's own answer. */
  platform: ByPeriod.optional(),
  /** Set by a person, who knows the account; goes before the platform's. */
  person: ByPeriod.optional(),
  /** No call until then: the platform refused for too many. */
  closed: z
    .object({ per: z.enum(quotaPeriods), until: z.date(), at: z.date() })
    .nullable()
    .optional(),
  refused: z.object({ errcode: z.number().int(), says: z.string(), at: z.date() }).optional(),
})
type ApiDocument = z.infer<typeof ApiDocument>
export type QuotaApi = Omit<ApiDocument, '_id'>
type Named = { holder: string; api: string }
type Closing = { per: QuotaPeriod; until: Date; errcode: number; says: string; at: Date }

export const indexes = [{ collection: 'quota_apis', spec: { holder: 1 }, options: {} }] as const

const idOf = ({ holder, api }: Named) => `${holder}|${api}`

export function createQuotaApisStore(connection: Connection) {
  const apis = connection.collection<ApiDocument>('quota_apis')
  const read = (document: unknown): QuotaApi => {
    const { _id, ...api } = ApiDocument.parse(document)
    return api
  }
  const change = async (named: Named, fields: Record<string, unknown>) => {
    await apis.updateOne({ _id: idOf(named) }, { $set: { ...named, ...fields } }, { upsert: true })
  }

  return {
    async get(named: Named): Promise<QuotaApi | null> {
      const document = await apis.findOne({ _id: idOf(named) })
      return document === null ? null : read(document)
    },

    async list(): Promise<QuotaApi[]> {
      return (await apis.find({}).toArray()).map(read)
    },

    close: (named: Named, { per, until, errcode, says, at }: Closing) =>
      change(named, { closed: { per, until, at }, refused: { errcode, says, at } }),

    /** The platform counts from nothing again. */
    async reopen(which: { holder: string; api?: string }): Promise<void> {
      await apis.updateMany(which, { $set: { closed: null } })
    },

    platformSays: (named: Named, { per, calls, at }: { per: QuotaPeriod; calls: number; at: Date }) =>
      change(named, { [`platform.${per}`]: { calls, at } }),

    /** null: what the platform or the facts say counts again. */
    async personSays(named: Named, { per, calls, at }: { per: QuotaPeriod; calls: number | null; at: Date }) {
      if (calls !== null) return change(named, { [`person.${per}`]: { calls, at } })
      await apis.updateOne({ _id: idOf(named) }, { $unset: { [`person.${per}`]: '' } })
    },
  }
}
export type QuotaApisStore = ReturnType<typeof createQuotaApisStore>
