import type mongoose from 'mongoose'
import { z } from 'zod'
import type { OutboxFate, ReceiptName } from '../../shared/api/journeys.ts'
import { ContactId } from '../../shared/ids.ts'
import { chunksOf } from './bulk.ts'
import type { OutboxDocument } from './outbox-document.ts'

/** Something that was told of one message, by the key of its effect. */
export type Told = { effect: string; name: ReceiptName; at: Date; why: string | null }
/** A person said something; `channels` are those through which we are answered there. */
export type Reply = { contact: ContactId; at: Date; since: Date; channels: readonly string[] }

const Handed = z.object({ _id: z.string(), contact: ContactId.nullable(), address: z.record(z.string(), z.unknown()) })

/** What becomes known of a message after it left. A row that is settled stays so; only what a member still had to do ends. */
export function createOutboxReceipts(outbox: mongoose.Collection<OutboxDocument>) {
  const write = async (operations: readonly mongoose.mongo.AnyBulkWriteOperation<OutboxDocument>[]) => {
    for (const chunk of chunksOf(operations, 250)) await outbox.bulkWrite(chunk, { ordered: false })
  }

  return {
    /** The first telling of each kind counts: a repeat changes nothing. */
    async noteTold(told: readonly Told[]): Promise<void> {
      await write(
        told.flatMap(({ effect: _id, name, at, why }) => {
          const note = {
            filter: { _id, [`told.${name}`]: { $exists: false } },
            update: { $set: { [`told.${name}`]: { at, why } } },
          }
          const ended = endOf(name)
          if (ended === null) return [{ updateOne: note }]
          const reason = ended === 'skipped' && why !== null ? { why } : {}
          const settled = { filter: { _id, fate: 'handed' as const }, update: { $set: { fate: ended, ...reason } } }
          return [{ updateOne: note }, { updateOne: settled }]
        }),
      )
    },

    /** What was said last on a channel on which one answers, and not longer ago than `since`, was answered. */
    async noteReplies(replies: readonly Reply[]): Promise<void> {
      const told = await Promise.all(
        replies.map(async ({ contact, at, since, channels }): Promise<Told[]> => {
          const sent = { contact, channel: { $in: [...channels] }, fate: 'sent' as const }
          const found = await outbox.findOne(
            { ...sent, settledAt: { $gte: since, $lte: at } },
            { sort: { createdAt: -1, _id: -1 }, projection: { _id: 1 } },
          )
          return found ? [{ effect: found._id, name: 'replied', at, why: null }] : []
        }),
      )
      await this.noteTold(told.flat())
    },

    /** The rows of one job that a member has not confirmed yet, and to whom they are. */
    async handedOf(channel: string, receipt: string): Promise<z.infer<typeof Handed>[]> {
      const rows = { channel, receipt, fate: 'handed' as const }
      return z.array(Handed).parse(await outbox.find(rows, { projection: { contact: 1, address: 1 } }).toArray())
    },

    /** Everybody a job went to. */
    async peopleOf(channel: string, receipt: string): Promise<{ effect: string; contact: ContactId }[]> {
      const found = await outbox.find({ channel, receipt }, { projection: { contact: 1 } }).toArray()
      return found.flatMap(({ _id, contact }) => (contact === null ? [] : [{ effect: _id, contact }]))
    },
  }
}

/** How a message that waited for a member ends by this. */
function endOf(name: ReceiptName): Extract<OutboxFate, 'sent' | 'skipped'> | null {
  if (name === 'delivered') return 'sent'
  return name === 'failed' ? 'skipped' : null
}
