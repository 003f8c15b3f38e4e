import type mongoose from 'mongoose'
import { UnknownField } from '../../shared/schema/definitions.ts'

/**
 * Names that came from outside and that no definition knows. Only names and what their values look like: a value kept
 * here would outlive the person it belongs to.
 */
type UnknownFieldDocument = UnknownField & { _id: string }

const LISTED = 500

export const indexes = [{ collection: 'unknown_fields', spec: { kind: 1, lastAt: -1 }, options: {} }] as const

const idOf = ({ kind, owner, name }: Pick<UnknownField, 'kind' | 'owner' | 'name'>) => `${kind}:${owner}:${name}`

export function createUnknownFieldsStore(connection: mongoose.Connection) {
  const fields = connection.collection<UnknownFieldDocument>('unknown_fields')
  return {
    async note(found: readonly Pick<UnknownField, 'kind' | 'owner' | 'name' | 'guess'>[], now: Date): Promise<void> {
      if (found.length === 0) return
      await fields.bulkWrite(
        found.map(({ kind, owner, name, guess }) => ({
          updateOne: {
            filter: { _id: idOf({ kind, owner, name }) },
            update: { $setOnInsert: { kind, owner, name, guess, firstAt: now }, $max: { lastAt: now } },
            upsert: true,
          },
        })),
        { ordered: false },
      )
    },

    /** Of one kind, the newest first. */
    async list(kinds: readonly UnknownField['kind'][]): Promise<UnknownField[]> {
      const found = await fields
        .find({ kind: { $in: [...kinds] } })
        .sort({ lastAt: -1 })
        .limit(LISTED)
        .toArray()
      return found.map((document) => UnknownField.parse(document))
    },

    /** It has a definition now, or nobody wants to see it; it comes back when it is sent again unknown. */
    async forget(field: Pick<UnknownField, 'kind' | 'owner' | 'name'>): Promise<void> {
      await fields.deleteOne({ _id: idOf(field) })
    },
  }
}
export type UnknownFieldsStore = ReturnType<typeof createUnknownFieldsStore>
