import mongoose from 'mongoose'

const DUPLICATE_KEY = 11000
const WRITE_CONFLICT = 112

/** Runs an unordered bulk write. False when some of it lost a race (a taken key, a conflict): then one must ask which. */
export async function wroteAll(write: () => Promise<unknown>): Promise<boolean> {
  try {
    await write()
    return true
  } catch (error) {
    if (!(error instanceof mongoose.mongo.MongoBulkWriteError)) throw error
    const problems = Array.isArray(error.writeErrors) ? error.writeErrors : [error.writeErrors]
    if (!problems.every(({ code }) => code === DUPLICATE_KEY || code === WRITE_CONFLICT)) throw error
    return false
  }
}

export function chunksOf<T>(items: readonly T[], size: number): T[][] {
  const chunks: T[][] = []
  for (let start = 0; start < items.length; start += size) chunks.push(items.slice(start, start + size))
  return chunks
}

/**
 * Names the index of one field that many values are looked up in. Of twenty values and more the embedded database expects
 * so many documents that it would read the whole collection instead, which takes longer with everybody who comes.
 */
export const byIndexOf = (field: string) => ({ hint: { [field]: 1 } as const })

/** Asked for so many documents, the server would send the first hundred and wait to be asked for the rest. */
export const inOneAnswer = (wanted: readonly unknown[]) => ({ batchSize: wanted.length + 1 })
