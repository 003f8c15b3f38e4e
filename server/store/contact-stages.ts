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

    /**
     * How many people there are, and how many of them in each of these stages. Nothing is read but indexes: a record
     * that was merged away has no stage, and grouping everybody would read every record whole.
     */
    async countByStage(keys: readonly string[]): Promise<{ all: number; inside: Map<string, number> }> {
      const mergedAway: Record<string, unknown> = { mergedInto: { $gt: '' } }
      const [records, gone, inside] = await Promise.all([
        contacts.countDocuments({}),
        contacts.countDocuments(mergedAway),
        Promise.all(
          keys.map(
            async (key): Promise<[string, number]> => [key, await contacts.countDocuments({ 'stage.name': key })],
          ),
        ),
      ])
      return { all: records - gone, inside: new Map(inside) }
    },
  }
}
