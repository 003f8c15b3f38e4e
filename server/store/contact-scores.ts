import type mongoose from 'mongoose'
import type { ContactId } from '../../shared/ids.ts'
import { groupBy } from '../kit/group-by.ts'
import { wroteAll } from './bulk.ts'
import type { StoredContact } from './stored-contact.ts'

/** Scores of one person, as they were read and as they are to be; what is not named stays. */
export type ScoreChange = {
  contact: ContactId
  from: Readonly<Record<string, number | undefined>>
  to: Readonly<Record<string, number>>
}

/**
 * Each write is guarded by what was read, so that of two who reckon a person at once the slower one does not put back
 * what the quicker one had put right; whoever reckons looks once more when it has written.
 */
export function createContactScores(contacts: mongoose.Collection<StoredContact>) {
  return {
    async writeScores(changes: readonly ScoreChange[]): Promise<void> {
      if (changes.length === 0) return
      const alike = groupBy(changes, ({ from, to }) =>
        JSON.stringify(Object.keys(to).map((name) => [name, from[name] ?? null, to[name]])),
      )
      const writes = [...alike.values()].map((group) => {
        const [{ from, to }] = group
        const held = Object.keys(to).map((name) => [`scores.${name}`, from[name] ?? null])
        const ids = group.map(({ contact }) => contact).sort()
        return {
          updateMany: {
            filter: { _id: { $in: ids }, mergedInto: null, ...Object.fromEntries(held) },
            update: {
              $set: Object.fromEntries(Object.entries(to).map(([name, score]) => [`scores.${name}`, score])),
              $inc: { revision: 1 },
            },
          },
        }
      })
      await wroteAll(() => contacts.bulkWrite(writes, { ordered: false }))
    },
  }
}
