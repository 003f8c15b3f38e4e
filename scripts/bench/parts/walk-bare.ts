import type mongoose from 'mongoose'
import { chunksOf } from '../../../server/store/bulk.ts'
import { personId, STEPS } from './j5.ts'

type Bare = { _id: string; [field: string]: unknown }

/**
 * The same documents written by the bare driver in thousands, four writes side by side, with nothing decided: what the
 * database alone allows on this machine.
 */
export async function walkBare(connection: mongoose.Connection, people: number) {
  const collection = (name: string) => connection.collection<Bare>(name)
  const contacts = connection.collection<{ _id: string; tags: string[]; revision: number }>('contacts')
  const [enrollments, outbox, events] = [collection('enrollments'), collection('outbox'), collection('events')]
  const at = new Date()

  async function walk(ids: readonly string[]): Promise<void> {
    const trail = STEPS.map((node, visit) => ({ node, exit: 'next', visit, at, why: '渠道可以触达，已安排发送' }))
    const rows = ids.flatMap((id) =>
      [1, 4].map((visit) => ({
        ...{
          _id: `${id}:${visit}:0`,
          contact: id,
          journey: 'jn_bench',
          enrollment: id,
          node: 'welcome',
          address: null,
        },
        ...{
          channel: 'oa-template',
          content: { templateId: 't1', fields: { thing1: '欢迎' } },
          notBefore: at,
          due: at,
        },
        ...{ expires: null, marketing: false, why: '渠道可以触达', fate: 'waiting', claim: null, calledAt: null },
        ...{ attempts: 0, receipt: null, responseCode: null, createdAt: at, settledAt: null, day: null },
      })),
    )
    const lines = ids.flatMap((id) =>
      Array.from({ length: 10 }, (_, index) => ({
        ...{ _id: `${id}:${index}:moved`, contact: id, at, name: 'journey.moved', class: 'decision', account: null },
        ...{
          data: { journey: 'jn_bench', enrollment: id, node: 'tag', exit: 'next', why: '打上「新粉丝」' },
          recordedAt: at,
        },
      })),
    )
    await Promise.all([
      enrollments.insertMany(
        ids.map((id) => ({
          ...{
            _id: id,
            contact: id,
            journey: 'jn_bench',
            version: 1,
            entry: 'walk-1',
            partition: 1,
            revision: 1,
            visit: 4,
          },
          ...{ enteredAt: at, state: 'left', node: null, awaits: [], trail, pending: { batch: 'b', since: at, trail } },
        })),
        { ordered: false },
      ),
      outbox.insertMany(rows, { ordered: false }),
      events.insertMany(lines, { ordered: false }),
      contacts.bulkWrite(
        ids.map((_id) => ({
          updateOne: { filter: { _id }, update: { $addToSet: { tags: '新粉丝' }, $inc: { revision: 1 } } },
        })),
        { ordered: false },
      ),
    ])
    await Promise.all([
      enrollments.updateMany({ _id: { $in: [...ids] } }, { $unset: { pending: '' } }),
      outbox.updateMany(
        { _id: { $in: rows.map(({ _id }) => _id) } },
        { $set: { fate: 'sending', claim: 'c' }, $unset: { due: '' } },
      ),
    ])
    await outbox.bulkWrite(
      rows.map(({ _id }) => ({
        updateOne: {
          filter: { _id, claim: 'c' },
          update: { $set: { fate: 'sent', receipt: `r:${_id}`, settledAt: at, day: '2026-11-22' } },
        },
      })),
      { ordered: false },
    )
  }

  return {
    async measure() {
      const ids = Array.from({ length: people }, (_, index) => personId(index))
      for (const wave of chunksOf(chunksOf(ids, 250), 4)) await Promise.all(wave.map(walk))
    },
    finish: async () => undefined,
  }
}
