import type mongoose from 'mongoose'
import type { z } from 'zod'
import { isDuplicateKey } from './contact-saves.ts'

type Named = { _id: string }

/** What managers define, one document per name; a few hundred at most, read as a whole. */
export function createDefinitionDocuments<S extends z.ZodType<{ name: string }>>(
  connection: mongoose.Connection,
  { collection, schema }: { collection: string; schema: S },
) {
  const documents = connection.collection<Named>(collection)
  return {
    async list(): Promise<z.output<S>[]> {
      const found = await documents.find({}).sort({ _id: 1 }).limit(2000).toArray()
      return found.map((document) => schema.parse(document))
    },

    /** False when there is one of this name. */
    async add(definition: z.output<S>): Promise<boolean> {
      try {
        await documents.insertOne({ _id: definition.name, ...definition })
        return true
      } catch (error) {
        if (isDuplicateKey(error)) return false
        throw error
      }
    },

    async put(definition: z.output<S>): Promise<void> {
      await documents.replaceOne({ _id: definition.name }, { ...definition }, { upsert: true })
    },
  }
}
