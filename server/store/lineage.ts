import type mongoose from 'mongoose'
import type { ContactId } from '../../shared/ids.ts'

/**
 * What was written under an absorbed contact's id keeps it; whoever reads for the survivor reads under all its former
 * ids too. The map says as whom each id is to be read.
 */
export function createLineage(connection: mongoose.Connection) {
  const contacts = connection.collection<{ _id: ContactId; mergedFrom: ContactId[] }>('contacts')
  return async (ids: readonly ContactId[]): Promise<Map<ContactId, ContactId>> => {
    const readAs = new Map(ids.map((id) => [id, id]))
    const survivors = await contacts
      .find({ _id: { $in: [...ids] }, 'mergedFrom.0': { $exists: true } }, { projection: { mergedFrom: 1 } })
      .toArray()
    for (const { _id, mergedFrom } of survivors) for (const absorbed of mergedFrom) readAs.set(absorbed, _id)
    return readAs
  }
}
