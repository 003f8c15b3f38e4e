import type mongoose from 'mongoose'
import type { PersonStage } from '../../shared/contact.ts'
import type { ContactId } from '../../shared/ids.ts'
import { groupBy } from '../kit/group-by.ts'
import { wroteAll } from './bulk.ts'
import type { StoredContact } from './stored-contact.ts'

/** The stage of one person, as it was read and as it is to be. */
export type StageChange = { contact: ContactId; from: PersonStage | null; to: PersonStage }

/** Each write is guarded by the turn that was read; whoever loses looks again. */
export function createContactStages(contacts: mongoose.Collection<StoredContact>) {
  return {
    async writeStages(changes: readonly StageChange[]): Promise<void> {
      if (changes.length === 0) return
      const alike = groupBy(changes, ({ from, to }) => JSON.stringify([from?.turn ?? null, to]))
      const writes = [...alike.values()].map((group) => {
        const [{ from, to }] = group
        const ids = group.map(({ contact }) => contact).sort()
        return {
          updateMany: {
            filter: { _id: { $in: ids }, mergedInto: null, 'stage.turn': from?.turn ?? null },
            update: { $set: { stage: to }, $inc: { revision: 1 } },
          },
        }
      })
      await wroteAll(() => contacts.bulkWrite(writes, { ordered: false }))
    },

    /** How many people are in each stage. */
    async countByStage(): Promise<Map<string | null, number>> {
      const found = await contacts
        .aggregate<{ _id: string | null; people: number }>([
          { $match: { mergedInto: null } },
          { $group: { _id: '$stage.name', people: { $sum: 1 } } },
        ])
        .toArray()
      return new Map(found.map(({ _id, people }) => [_id ?? null, people]))
    },
  }
}
