import mongoose from 'mongoose'

/**
 * A lease says who may do a piece of work until when. It is free when nobody holds it or its time passed; the holder
 * may take it again to prolong it. Whoever writes under one must still guard the write: a paused holder wakes up late.
 */
type LeaseDocument = { _id: string; owner: string; until: Date }

export const indexes = [{ collection: 'leases', spec: { until: 1 }, options: {} }] as const

export function createLeasesStore(connection: mongoose.Connection) {
  const leases = connection.collection<LeaseDocument>('leases')
  return {
    async take(name: string, owner: string, now: Date, until: Date): Promise<boolean> {
      try {
        const free = { _id: name, $or: [{ owner }, { until: { $lte: now } }] }
        const written = await leases.updateOne(free, { $set: { owner, until } }, { upsert: true })
        return written.matchedCount + written.upsertedCount === 1
      } catch (error) {
        // Held by another: the upsert then tries to insert a second one under the same name.
        if (error instanceof mongoose.mongo.MongoServerError && error.code === 11000) return false
        throw error
      }
    },

    async release(name: string, owner: string): Promise<void> {
      await leases.deleteOne({ _id: name, owner })
    },

    /** The live leases whose names begin with `prefix`. */
    async live(prefix: string, now: Date): Promise<{ name: string; owner: string }[]> {
      const named = { _id: { $gte: prefix, $lt: `${prefix}\uffff` }, until: { $gt: now } }
      const found = await leases.find(named).toArray()
      return found.map(({ _id, owner }) => ({ name: _id, owner }))
    },
  }
}
export type LeasesStore = ReturnType<typeof createLeasesStore>
