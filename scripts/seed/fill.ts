import mongoose from 'mongoose'
import { inLanes } from '../../server/accounts/in-lanes.ts'
import type { ContactId } from '../../shared/ids.ts'
import { type CrowdNeeds, crowdId, personOf, type SeededPerson } from './crowd.ts'

/**
 * Writes a crowd straight into the collections, in chunks of which a person's own record comes last: whoever has a record
 * is whole, so a fill that was cut off goes on behind the last of them, and filling again adds nobody twice.
 */
const CHUNK = 1000
const LANES = 2
const DUPLICATE_KEY = 11000

type Rows = { collection: string; rows: readonly Record<string, unknown>[] }

export type FillReport = { people: number; activityDays: number; events: number; objects: number; seconds: number }

export async function fillCrowd(
  connection: mongoose.Connection,
  given: CrowdNeeds & { people: number; onProgress(done: number): void },
): Promise<FillReport> {
  const begun = performance.now()
  const report: FillReport = { people: 0, activityDays: 0, events: 0, objects: 0, seconds: 0 }
  const from = await peopleThere(connection)
  const chunks = chunksBetween(from, given.people)
  await inLanes(chunks, LANES, async ({ start, end }) => {
    const people: SeededPerson[] = []
    for (let index = start; index < end; index++) people.push(personOf(index, given))
    const parts = rowsOf(people)
    for (const part of parts) await insertMissing(connection, part)
    const [days, events, objects] = parts
    report.activityDays += days?.rows.length ?? 0
    report.events += events?.rows.length ?? 0
    report.objects += objects?.rows.length ?? 0
    report.people += people.length
    given.onProgress(from + report.people)
  })
  return { ...report, seconds: (performance.now() - begun) / 1000 }
}

/** Lanes may have left a gap of a chunk each before the last record: those are made again. */
async function peopleThere(connection: mongoose.Connection): Promise<number> {
  const last = await connection
    .collection<{ _id: ContactId }>('contacts')
    .find({ _id: { $gte: crowdId(0), $lte: crowdId(36 ** 7 - 1) } }, { projection: { _id: 1 } })
    .sort({ _id: -1 })
    .limit(1)
    .next()
  if (last === null) return 0
  const index = Number.parseInt(last._id.slice('ct_seed'.length), 36)
  return Math.max(0, Math.floor((index + 1) / CHUNK) - LANES) * CHUNK
}

function chunksBetween(from: number, to: number): { start: number; end: number }[] {
  const chunks: { start: number; end: number }[] = []
  for (let start = from; start < to; start += CHUNK) chunks.push({ start, end: Math.min(start + CHUNK, to) })
  return chunks
}

/** In the order in which they are written. */
const rowsOf = (people: readonly SeededPerson[]): Rows[] => [
  {
    collection: 'activity_days',
    rows: people.flatMap(({ contact, activity }) =>
      activity.map((one) => ({ _id: `${contact._id}|${one.event}|${one.day}`, contact: contact._id, ...one })),
    ),
  },
  {
    collection: 'events',
    rows: people.flatMap(({ contact, events }) =>
      events.map(({ id, ...event }) => ({
        _id: id,
        contact: contact._id,
        place: event.at.getTime() * 1000,
        class: 'behaviour',
        account: null,
        ...event,
      })),
    ),
  },
  {
    collection: 'objects',
    rows: people.flatMap(({ contact, objects }) =>
      objects.map((one) => ({
        _id: `${one.type}|${one.externalId}`,
        contact: contact._id,
        updatedAt: one.at,
        ...one,
      })),
    ),
  },
  { collection: 'contacts', rows: people.map(({ contact }) => contact) },
]

async function insertMissing(connection: mongoose.Connection, { collection, rows }: Rows): Promise<void> {
  for (let start = 0; start < rows.length; start += 5000) {
    try {
      await connection
        .collection<Record<string, unknown>>(collection)
        .insertMany(rows.slice(start, start + 5000), { ordered: false })
    } catch (error) {
      if (!(error instanceof mongoose.mongo.MongoBulkWriteError)) throw error
      const problems = Array.isArray(error.writeErrors) ? error.writeErrors : [error.writeErrors]
      if (!problems.every(({ code }) => code === DUPLICATE_KEY)) throw error
    }
  }
}
