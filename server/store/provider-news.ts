import type mongoose from 'mongoose'
import { z } from 'zod'

/** When a provider last told us something: a set-up whose reports never come is seen by it. */
const News = z.object({
  _id: z.enum(['sms', 'email']),
  reportAt: z.date().nullable().default(null),
  replyAt: z.date().nullable().default(null),
})
export type ProviderNews = z.infer<typeof News>

export function createProviderNewsStore(connection: mongoose.Connection) {
  const news = connection.collection<ProviderNews>('provider_news')
  return {
    async note(of: ProviderNews['_id'], told: { reportAt?: Date; replyAt?: Date }): Promise<void> {
      if (told.reportAt === undefined && told.replyAt === undefined) return
      await news.updateOne({ _id: of }, { $max: told }, { upsert: true })
    },
    async all(): Promise<ReadonlyMap<ProviderNews['_id'], ProviderNews>> {
      const found = (await news.find({}).toArray()).map((one) => News.parse(one))
      return new Map(found.map((one) => [one._id, one]))
    },
  }
}
export type ProviderNewsStore = ReturnType<typeof createProviderNewsStore>
