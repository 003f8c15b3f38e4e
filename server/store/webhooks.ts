import type mongoose from 'mongoose'
import { z } from 'zod'
import { ChangeKind, type WebhookDelivery, type WebhookInput, type WebhookSummary } from '../../shared/api/exchange.ts'
import { ContactId } from '../../shared/ids.ts'
import { type Clock, systemClock } from '../kit/clock.ts'
import { changeKindsOf } from './change-kinds.ts'
import type { Cipher } from './cipher.ts'
import type { TimelineEntry } from './events.ts'

/**
 * Who is told of changes of people, and what is still to be told. A delivery is written in the transaction that writes
 * its line in the timeline: a change is told or did not happen. Of one person they go out in order, so a delivery waits
 * while an earlier one of the same person does.
 */
const Subscription = z.object({
  _id: z.string(),
  name: z.string(),
  url: z.string(),
  kinds: z.array(ChangeKind),
  state: z.enum(['active', 'paused']),
  sealedSecret: z.string(),
  createdAt: z.coerce.date(),
})
export type Subscription = z.infer<typeof Subscription>
const Delivery = z.object({
  _id: z.string(),
  webhook: z.string(),
  contact: ContactId,
  kind: ChangeKind,
  /** The line of the timeline that tells it: its name and what it says. */
  event: z.object({ id: z.string(), name: z.string(), at: z.coerce.date(), data: z.record(z.string(), z.unknown()) }),
  place: z.number(),
  status: z.enum(['waiting', 'delivered', 'failed']),
  attempts: z.number().int(),
  problem: z.string().nullable(),
  /** Since when it is tried; a replay begins anew. */
  since: z.coerce.date(),
  nextAt: z.coerce.date(),
  endedAt: z.coerce.date().nullable(),
})
export type Delivery = z.infer<typeof Delivery>

const KEPT_SECONDS = 30 * 86_400
export const indexes = [
  { collection: 'webhook_deliveries', spec: { status: 1, nextAt: 1 }, options: {} },
  { collection: 'webhook_deliveries', spec: { webhook: 1, contact: 1, status: 1, place: 1 }, options: {} },
  { collection: 'webhook_deliveries', spec: { webhook: 1, place: -1 }, options: {} },
  { collection: 'webhook_deliveries', spec: { endedAt: 1 }, options: { expireAfterSeconds: KEPT_SECONDS } },
] as const

/** A subscription that another process made is known so late. */
const KNOWN_MS = 3_000

export function createWebhooksStore(connection: mongoose.Connection, cipher: Cipher, machine: Clock = systemClock) {
  const webhooks = connection.collection<Subscription>('webhooks')
  const deliveries = connection.collection<Delivery>('webhook_deliveries')
  let known: { at: number; all: Subscription[] } | null = null
  let lastPlace = 0

  const subscriptions = async (): Promise<Subscription[]> => {
    const now = machine.now().getTime()
    if (known !== null && now - known.at < KNOWN_MS) return known.all
    const found = await webhooks.find({}).toArray()
    known = { at: now, all: found.map((one) => Subscription.parse(one)) }
    return known.all
  }
  const forget = () => {
    known = null
  }
  const nextPlace = () => {
    lastPlace = Math.max(lastPlace + 1, machine.now().getTime() * 1000)
    return lastPlace
  }

  return {
    /** Written with the lines of the timeline, in their transaction. Costs nothing while nobody listens. */
    async note(entries: readonly TimelineEntry[], session: mongoose.mongo.ClientSession): Promise<void> {
      const all = (await subscriptions()).filter(({ state }) => state === 'active')
      if (all.length === 0) return
      const now = machine.now()
      const rows = entries.flatMap((entry) => {
        const { id, at, account: _account, name, ...data } = entry.event
        const kinds = changeKindsOf(entry)
        return all.flatMap((webhook) =>
          kinds
            .filter((kind) => webhook.kinds.includes(kind))
            .map(
              (kind): Delivery => ({
                ...{ _id: `${webhook._id}:${kind}:${id}`, webhook: webhook._id, contact: entry.contact, kind },
                event: { id, name, at, data: name === 'form.submitted' || name === 'crm.imported' ? {} : data },
                ...{ place: nextPlace(), status: 'waiting', attempts: 0, problem: null },
                ...{ since: now, nextAt: now, endedAt: null },
              }),
            ),
        )
      })
      if (rows.length > 0) await deliveries.insertMany(rows, { session })
    },

    async list(): Promise<WebhookSummary[]> {
      const all = await webhooks.find({}).sort({ createdAt: 1 }).toArray()
      return Promise.all(
        all.map(async (one) => {
          const { _id: id, sealedSecret: _sealed, ...webhook } = Subscription.parse(one)
          const waiting = await deliveries.countDocuments({ webhook: id, status: 'waiting' })
          const failed = await deliveries.countDocuments({ webhook: id, status: 'failed' })
          return { id, ...webhook, waiting, failed }
        }),
      )
    },
    async add(given: WebhookInput & { id: string; secret: string; at: Date }): Promise<void> {
      const { id, secret, at, ...input } = given
      const sealedSecret = cipher.seal(secret)
      await webhooks.insertOne({ _id: id, ...input, state: 'active', sealedSecret, createdAt: at })
      forget()
    },
    /** False when there is none. */
    async change(id: string, change: Partial<WebhookInput & Pick<Subscription, 'state'>>): Promise<boolean> {
      const changed = await webhooks.updateOne({ _id: id }, { $set: change })
      forget()
      return changed.matchedCount === 1
    },
    async remove(id: string): Promise<boolean> {
      const removed = await webhooks.deleteOne({ _id: id })
      await deliveries.deleteMany({ webhook: id })
      forget()
      return removed.deletedCount === 1
    },
    /** With their secrets, for whoever signs. */
    async active(): Promise<Map<string, { url: string; secret: string }>> {
      const all = (await webhooks.find({ state: 'active' }).toArray()).map((one) => Subscription.parse(one))
      return new Map(all.map(({ _id, url, sealedSecret }) => [_id, { url, secret: cipher.unseal(sealedSecret) }]))
    },

    /** The next delivery of each person, of those that are due; never one that an earlier one stands before. */
    async due(webhook: string, now: Date, limit: number): Promise<Delivery[]> {
      const waiting = { webhook, status: 'waiting' } as const
      const ready = await deliveries
        .find({ ...waiting, nextAt: { $lte: now } })
        .sort({ nextAt: 1 })
        .limit(limit)
        .toArray()
      const people = [...new Set(ready.map(({ contact }) => contact))]
      if (people.length === 0) return []
      const first = new Map<string, Delivery>()
      const all = deliveries.find({ ...waiting, contact: { $in: people } }).sort({ place: 1 })
      for await (const one of all) if (!first.has(one.contact)) first.set(one.contact, Delivery.parse(one))
      return [...first.values()].filter(({ nextAt }) => nextAt <= now)
    },
    async settle(id: string, change: Partial<Omit<Delivery, '_id'>>): Promise<void> {
      await deliveries.updateOne({ _id: id }, { $set: change })
    },
    async deliveriesOf(webhook: string, limit: number): Promise<WebhookDelivery[]> {
      const found = await deliveries.find({ webhook }).sort({ place: -1 }).limit(limit).toArray()
      return found.map((one) => {
        const { _id: id, kind, contact, status, attempts, problem, event, nextAt, endedAt } = Delivery.parse(one)
        return { id, kind, contact, status, attempts, problem, at: event.at, nextAt, endedAt }
      })
    },
    /** Told again as if it were new; false when there is none that ended. */
    async replay(webhook: string, id: string, now: Date): Promise<boolean> {
      const again = { status: 'waiting', attempts: 0, problem: null, since: now, nextAt: now, endedAt: null } as const
      const ended = { _id: id, webhook, status: { $ne: 'waiting' as const } }
      return (await deliveries.updateOne(ended, { $set: again })).matchedCount === 1
    },
  }
}
export type WebhooksStore = ReturnType<typeof createWebhooksStore>
