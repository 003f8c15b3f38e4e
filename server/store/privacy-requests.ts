import type mongoose from 'mongoose'
import { z } from 'zod'
import { PrivacyRequest } from '../../shared/api/privacy.ts'
import type { ContactId } from '../../shared/ids.ts'
import { AboutPerson } from './about-person.ts'
import type { Cipher } from './cipher.ts'
import { isDuplicateKey } from './contact-saves.ts'
import { decodeCursor, encodeCursor } from './cursor.ts'

/**
 * What people asked of us about their data, and what became of it. An erasure keeps, sealed, what names the person until
 * it is confirmed: whoever goes on after a kill, and the second look just before the files are cleaned, need it. What
 * stays then is the proof: our own id, when, by whom, why, how many rows.
 */
const Document = PrivacyRequest.omit({ id: true }).extend({
  _id: z.string(),
  /** The one erasure of a contact that is not confirmed. */
  open: z.string().optional(),
  sealed: z.string().nullable(),
  /** Collections that are done, in order. */
  done: z.array(z.string()),
  /** Somebody does not want to wait for the night. */
  cleanNow: z.boolean(),
  owner: z.string().nullable(),
  until: z.coerce.date(),
})
type Document = z.infer<typeof Document>
export type Erasure = Omit<Document, '_id' | 'sealed'> & { id: string; about: AboutPerson }

export const indexes = [
  { collection: 'privacy_requests', spec: { askedAt: -1, _id: -1 }, options: {} },
  { collection: 'privacy_requests', spec: { state: 1, until: 1 }, options: {} },
  {
    collection: 'privacy_requests',
    spec: { open: 1 },
    options: { unique: true, partialFilterExpression: { open: { $exists: true } } },
  },
] as const

const Cursor = z.object({ at: z.coerce.date(), id: z.string() })
const NEVER = new Date(0)

export function createPrivacyRequestsStore(connection: mongoose.Connection, cipher: Cipher) {
  const requests = connection.collection<Document>('privacy_requests')
  const seal = (about: AboutPerson) => cipher.seal(JSON.stringify(about))
  const toErasure = (document: unknown): Erasure => {
    const { _id: id, sealed, ...rest } = Document.parse(document)
    const about = AboutPerson.parse(JSON.parse(cipher.unseal(sealed ?? '')))
    return { id, ...rest, about }
  }
  const toRequest = (document: unknown): PrivacyRequest => {
    const { _id: id, ...rest } = Document.parse(document)
    return PrivacyRequest.parse({ id, ...rest })
  }
  const fresh = {
    ...{ erasedAt: null, confirmedAt: null, counts: {}, problem: null, done: [], cleanNow: false, owner: null },
    until: NEVER,
  }
  const mine = ({ id, owner }: Pick<Erasure, 'id' | 'owner'>) => ({ _id: id, owner })

  return {
    /** Null when an erasure of this person is under way already. */
    async askErasure(
      given: Pick<PrivacyRequest, 'id' | 'by' | 'reason' | 'askedAt'> & { contact: ContactId; about: AboutPerson },
    ): Promise<PrivacyRequest | null> {
      const { id: _id, about, ...rest } = given
      const asked = { _id, ...rest, ...fresh, kind: 'erasure', state: 'erasing', open: rest.contact } as const
      try {
        await requests.insertOne({ ...asked, done: [], sealed: seal(about) })
      } catch (error) {
        if (isDuplicateKey(error)) return null
        throw error
      }
      return toRequest({ ...asked, sealed: null })
    },

    async noteExport(given: Pick<PrivacyRequest, 'id' | 'by' | 'reason' | 'askedAt' | 'contact'>): Promise<void> {
      const { id: _id, ...rest } = given
      await requests.insertOne({ _id, ...rest, ...fresh, done: [], kind: 'export', state: 'given', sealed: null })
    },

    async get(id: string): Promise<PrivacyRequest | null> {
      const found = await requests.findOne({ _id: id })
      return found === null ? null : toRequest(found)
    },

    async page(query: { cursor?: string | undefined; limit: number }) {
      const after = decodeCursor(Cursor, query.cursor)
      const filter =
        after === null ? {} : { $or: [{ askedAt: { $lt: after.at } }, { askedAt: after.at, _id: { $lt: after.id } }] }
      const found = await requests
        .find(filter)
        .sort({ askedAt: -1, _id: -1 })
        .limit(query.limit + 1)
        .toArray()
      const items = found.slice(0, query.limit).map(toRequest)
      const last = items.at(-1)
      const more = found.length > query.limit && last !== undefined
      return { items, next: more ? encodeCursor({ at: last.askedAt, id: last.id }) : null }
    },

    /** Takes one erasure in this state that nobody works on. Leases run on the machine's clock. */
    async claim(given: {
      state: 'erasing' | 'cleaning'
      cleanNow?: true
      owner: string
      now: Date
      until: Date
    }): Promise<Erasure | null> {
      const { state, cleanNow, owner, now, until } = given
      const found = await requests.findOneAndUpdate(
        { state, until: { $lte: now }, ...(cleanNow === undefined ? {} : { cleanNow }) },
        { $set: { owner, until } },
        { returnDocument: 'after', sort: { askedAt: 1 } },
      )
      return found === null ? null : toErasure(found)
    },

    /** False when another took it over. */
    async renew(erasure: Pick<Erasure, 'id' | 'owner'>, until: Date): Promise<boolean> {
      return (await requests.updateOne(mine(erasure), { $set: { until } })).matchedCount === 1
    },

    /** More of the person was found than was known when it was asked. */
    async nowAbout(erasure: Pick<Erasure, 'id' | 'owner'>, about: AboutPerson): Promise<void> {
      await requests.updateOne(mine(erasure), { $set: { sealed: seal(about) } })
    },

    async stepDone(erasure: Pick<Erasure, 'id' | 'owner'>, collection: string, gone: number): Promise<void> {
      await requests.updateOne(mine(erasure), {
        $addToSet: { done: collection },
        ...(gone > 0 ? { $inc: { [`counts.${collection}`]: gone } } : {}),
      })
    },

    /** All of it is deleted; what earlier requests about the person said names them no more. */
    async erased(
      erasure: Pick<Erasure, 'id' | 'owner' | 'about'>,
      given: { at: Date; redact(text: string): string },
    ): Promise<void> {
      for await (const { _id, reason } of requests.find({ contact: { $in: erasure.about.contacts } })) {
        const left = given.redact(reason)
        if (left !== reason) await requests.updateOne({ _id }, { $set: { reason: left } })
      }
      const gone = { state: 'cleaning' as const, erasedAt: given.at, problem: null, cleanNow: false }
      await requests.updateOne(mine(erasure), { $set: { ...gone, owner: null, until: NEVER } })
    },

    async confirmed(erasures: readonly Pick<Erasure, 'id' | 'owner'>[], at: Date): Promise<void> {
      for (const erasure of erasures) {
        await requests.updateOne(mine(erasure), {
          $set: { state: 'confirmed', confirmedAt: at, sealed: null, owner: null, until: NEVER, problem: null },
          $unset: { open: '' },
        })
      }
    },

    /** It did not come to its end: it says why, and is taken up again. */
    async giveBack(erasure: Pick<Erasure, 'id' | 'owner'>, problem: string | null, notBefore: Date): Promise<void> {
      await requests.updateOne(mine(erasure), { $set: { problem, owner: null, until: notBefore, cleanNow: true } })
    },

    /** False when there is none that waits for cleaning. */
    async askToClean(id: string): Promise<boolean> {
      const asked = await requests.updateOne({ _id: id, state: 'cleaning' }, { $set: { cleanNow: true, until: NEVER } })
      return asked.matchedCount === 1
    },
  }
}
export type PrivacyRequestsStore = ReturnType<typeof createPrivacyRequestsStore>
