import type mongoose from 'mongoose'
import { z } from 'zod'
import { JourneyId } from '../../shared/ids.ts'
import { type Journey, JourneyDefinition, publishedJourney } from '../../shared/journey/journey.ts'
import { isDuplicateKey } from './contact-saves.ts'

/**
 * A journey is a draft that people edit (guarded by `draftRevision`) and a row of published versions that nobody can
 * change. Live: the newest version lets people in; paused: nobody enters, those inside go on.
 */
const JourneyDocument = z.object({
  _id: JourneyId,
  name: z.string(),
  draft: JourneyDefinition,
  draftRevision: z.number().int(),
  state: z.enum(['draft', 'live', 'paused']),
  version: z.number().int().nullable(),
  /** The draft revision that was published last. */
  publishedRevision: z.number().int().nullable(),
  /** Dated and recurring starts up to here were raised. */
  scheduledUntil: z.coerce.date().nullable(),
  createdAt: z.coerce.date(),
  updatedAt: z.coerce.date(),
})
type JourneyDocument = z.infer<typeof JourneyDocument>
export type StoredJourney = Omit<JourneyDocument, '_id'> & { id: JourneyId }

const VersionDocument = z.object({
  _id: z.string(),
  journey: JourneyId,
  version: z.number().int(),
  name: z.string(),
  definition: JourneyDefinition,
  publishedAt: z.coerce.date(),
})
type VersionDocument = z.infer<typeof VersionDocument>

/** One published version, ready for the engine. */
export type PublishedVersion = {
  journey: Journey
  name: string
  reentry: JourneyDefinition['policy']['reentry']
}
export type LiveJourney = PublishedVersion & { scheduledUntil: Date }

export const indexes = [
  { collection: 'journeys', spec: { state: 1 }, options: {} },
  { collection: 'journey_versions', spec: { journey: 1, version: -1 }, options: { unique: true } },
] as const

export function createJourneysStore(connection: mongoose.Connection) {
  const journeys = connection.collection<JourneyDocument>('journeys')
  const versions = connection.collection<VersionDocument>('journey_versions')
  /** Versions never change, so what was read once stays true. */
  const known = new Map<string, PublishedVersion>()

  const get = async (id: JourneyId): Promise<StoredJourney | null> => {
    const found = await journeys.findOne({ _id: id })
    return found ? toStored(found) : null
  }

  const version = async (id: JourneyId, number: number): Promise<PublishedVersion | null> => {
    const key = versionKey(id, number)
    const cached = known.get(key)
    if (cached) return cached
    const found = await versions.findOne({ _id: key })
    if (!found) return null
    const { definition, name } = VersionDocument.parse(found)
    const fresh = { journey: publishedJourney(id, number, definition), name, reentry: definition.policy.reentry }
    known.set(key, fresh)
    return fresh
  }

  return {
    get,
    version,

    async create({
      id,
      name,
      definition,
      now,
    }: {
      id: JourneyId
      name: string
      definition: JourneyDefinition
      now: Date
    }) {
      await journeys.insertOne({
        _id: id,
        name,
        draft: definition,
        draftRevision: 1,
        state: 'draft',
        version: null,
        publishedRevision: null,
        scheduledUntil: null,
        createdAt: now,
        updatedAt: now,
      })
    },

    async list(): Promise<StoredJourney[]> {
      return (await journeys.find({}).sort({ createdAt: 1 }).limit(500).toArray()).map(toStored)
    },

    /** What all of them are called, without their drafts. */
    async named(): Promise<{ id: JourneyId; name: string }[]> {
      const found = await journeys
        .find({}, { projection: { name: 1 }, batchSize: 501 })
        .limit(500)
        .toArray()
      return found.map(({ _id, name }) => ({ id: _id, name }))
    },

    /** Names for lists, by id. */
    async namesOf(ids: readonly JourneyId[]): Promise<Map<JourneyId, string>> {
      const found = await journeys.find({ _id: { $in: [...ids] } }, { projection: { name: 1 } }).toArray()
      return new Map(found.map(({ _id, name }) => [_id, name]))
    },

    /** False when somebody else saved meanwhile (or there is no such journey). */
    async saveDraft(save: {
      id: JourneyId
      name: string
      definition: JourneyDefinition
      basedOn: number
      now: Date
    }): Promise<boolean> {
      const { matchedCount } = await journeys.updateOne(
        { _id: save.id, draftRevision: save.basedOn },
        { $set: { name: save.name, draft: save.definition, updatedAt: save.now }, $inc: { draftRevision: 1 } },
      )
      return matchedCount === 1
    },

    /** Freezes the draft as the next version and makes it live; null when the draft changed since it was read. */
    async publish({ journey, now }: { journey: StoredJourney; now: Date }): Promise<number | null> {
      const newest = await versions.find({ journey: journey.id }).sort({ version: -1 }).limit(1).next()
      const next = (newest?.version ?? 0) + 1
      try {
        await versions.insertOne({
          _id: versionKey(journey.id, next),
          journey: journey.id,
          version: next,
          name: journey.name,
          definition: journey.draft,
          publishedAt: now,
        })
      } catch (error) {
        if (isDuplicateKey(error)) return null
        throw error
      }
      const { matchedCount } = await journeys.updateOne(
        { _id: journey.id, draftRevision: journey.draftRevision },
        {
          $set: {
            version: next,
            state: 'live',
            publishedRevision: journey.draftRevision,
            scheduledUntil: now,
            updatedAt: now,
          },
        },
      )
      return matchedCount === 1 ? next : null
    },

    /** Occurrences that passed while it was paused are not made up for: `scheduledUntil` starts again at `now`. */
    async setState({ id, to, now }: { id: JourneyId; to: 'live' | 'paused'; now: Date }): Promise<boolean> {
      const { matchedCount } = await journeys.updateOne(
        { _id: id, version: { $ne: null } },
        { $set: { state: to, updatedAt: now, scheduledUntil: now } },
      )
      return matchedCount === 1
    },

    /** Only what was never published can go. */
    async remove(id: JourneyId): Promise<boolean> {
      return (await journeys.deleteOne({ _id: id, version: null })).deletedCount === 1
    },

    async live(): Promise<LiveJourney[]> {
      const found = await journeys.find({ state: 'live' }, { projection: { version: 1, scheduledUntil: 1 } }).toArray()
      const loaded = await Promise.all(
        found.map(async ({ _id, version: number, scheduledUntil }) => {
          const published = number === null ? null : await version(_id, number)
          return published && scheduledUntil ? { ...published, scheduledUntil } : null
        }),
      )
      return loaded.filter((one) => one !== null)
    },

    /** Only forward, and only from where it was read: two sweeps at once do no harm. */
    async scheduled({ id, from, to }: { id: JourneyId; from: Date; to: Date }): Promise<void> {
      await journeys.updateOne({ _id: id, scheduledUntil: from }, { $set: { scheduledUntil: to } })
    },
  }
}
export type JourneysStore = ReturnType<typeof createJourneysStore>

const versionKey = (id: JourneyId, version: number) => `${id}:${version}`

function toStored(document: unknown): StoredJourney {
  const { _id, ...rest } = JourneyDocument.parse(document)
  return { id: _id, ...rest }
}
