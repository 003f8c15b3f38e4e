import type mongoose from 'mongoose'

/** Up to which moment something was read, by what reads it. */
type WatermarkDocument = { _id: string; at: Date }

export function createWatermarksStore(connection: mongoose.Connection) {
  const marks = connection.collection<WatermarkDocument>('watermarks')
  return {
    async get(name: string): Promise<Date | null> {
      return (await marks.findOne({ _id: name }))?.at ?? null
    },
    /** Only forward. */
    async set(name: string, at: Date): Promise<void> {
      const known = await marks.findOne({ _id: name })
      if (known !== null && known.at >= at) return
      await marks.updateOne({ _id: name }, { $set: { at } }, { upsert: true })
    },
  }
}
export type WatermarksStore = ReturnType<typeof createWatermarksStore>
