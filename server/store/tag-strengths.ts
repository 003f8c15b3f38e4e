import type mongoose from 'mongoose'
import { z } from 'zod'
import { ContactId } from '../../shared/ids.ts'
import { inOneAnswer, wroteAll } from './bulk.ts'

/** The tags that a person's habits gave, and how strong each is: what was given is known, so that only coming and going change a tag. */
const StrengthDocument = z.object({
  _id: ContactId,
  tags: z.array(z.object({ tag: z.string(), strength: z.number() })),
  turn: z.number().int(),
})
type StrengthDocument = z.infer<typeof StrengthDocument>
export type TagStrengths = Omit<StrengthDocument, '_id'> & { contact: ContactId }

export const indexes = [] as const

const read = (document: unknown): TagStrengths => {
  const { _id: contact, ...rest } = StrengthDocument.parse(document)
  return { contact, ...rest }
}

export function createTagStrengthsStore(connection: mongoose.Connection) {
  const strengths = connection.collection<StrengthDocument>('tag_strengths')
  return {
    async of(contacts: readonly ContactId[]): Promise<Map<ContactId, TagStrengths>> {
      if (contacts.length === 0) return new Map()
      const found = await strengths.find({ _id: { $in: [...contacts] } }, inOneAnswer(contacts)).toArray()
      return new Map(found.map(read).map((one) => [one.contact, one]))
    },

    /** Each guarded by the turn before it; whoever loses looks again. */
    async write(given: readonly TagStrengths[]): Promise<void> {
      if (given.length === 0) return
      const writes = given.map(({ contact, tags, turn }) =>
        turn === 1
          ? { insertOne: { document: { _id: contact, tags, turn } } }
          : { updateOne: { filter: { _id: contact, turn: turn - 1 }, update: { $set: { tags, turn } } } },
      )
      await wroteAll(() => strengths.bulkWrite(writes, { ordered: false }))
    },
  }
}
export type TagStrengthsStore = ReturnType<typeof createTagStrengthsStore>
