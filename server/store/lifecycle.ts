import type mongoose from 'mongoose'
import { z } from 'zod'
import { Stage, usualStages } from '../../shared/lifecycle/stages.ts'

/** The stages of the lifecycle, in their order: one document; the usual ones until a manager saves others. */
const LifecycleDocument = z.object({
  _id: z.string(),
  stages: z.array(Stage),
  revision: z.number().int(),
  by: z.string(),
  at: z.coerce.date(),
})
type LifecycleDocument = z.infer<typeof LifecycleDocument>
export type Lifecycle = { stages: readonly Stage[]; revision: number; by: string | null; at: Date | null }

export const indexes = [] as const

const ID = 'lifecycle'

export function createLifecycleStore(connection: mongoose.Connection) {
  const lifecycles = connection.collection<LifecycleDocument>('lifecycle')
  return {
    async read(): Promise<Lifecycle> {
      const found = await lifecycles.findOne({ _id: ID })
      if (found === null) return { stages: usualStages, revision: 0, by: null, at: null }
      const { stages, revision, by, at } = LifecycleDocument.parse(found)
      return { stages, revision, by, at }
    },

    /** False when somebody else saved meanwhile; `basedOn` is 0 while the usual stages are in force. */
    async save(given: { stages: readonly Stage[]; by: string; at: Date }, basedOn: number): Promise<boolean> {
      const next = { stages: [...given.stages], by: given.by, at: given.at, revision: basedOn + 1 }
      if (basedOn > 0) return (await lifecycles.replaceOne({ _id: ID, revision: basedOn }, next)).matchedCount === 1
      const put = await lifecycles.updateOne({ _id: ID }, { $setOnInsert: next }, { upsert: true })
      return put.upsertedCount === 1
    },
  }
}
export type LifecycleStore = ReturnType<typeof createLifecycleStore>
