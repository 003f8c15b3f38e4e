import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Overview } from '../../../shared/api/system.ts'
import { freshDatabase } from '../../../test/support/database.ts'
import { createDayCounts } from '../../store/day-counts.ts'
import { createOverviewReplies, type OverviewReplyNeeds } from './overview.ts'

let database: Awaited<ReturnType<typeof freshDatabase>>
beforeAll(async () => {
  database = await freshDatabase()
  const { connection } = database
  const person = (createdAt: string, mergedInto: string | null = null) => ({
    createdAt: new Date(createdAt),
    mergedInto,
  })
  await connection
    .collection('contacts')
    .insertMany([
      person('2026-11-21T16:30:00Z'),
      person('2026-11-22T01:00:00Z'),
      person('2026-11-22T01:00:00Z', 'ct_other'),
      person('2026-11-21T15:59:59Z'),
      person('2026-11-15T01:00:00Z'),
      person('2026-11-15T05:00:00Z'),
    ])
  await connection.collection('events').insertMany([
    { name: 'contact.followed', at: new Date('2026-11-22T01:00:00Z') },
    { name: 'contact.unfollowed', at: new Date('2026-11-15T01:00:00Z') },
  ])
  await connection.collection('outbox').insertMany([
    { fate: 'unknown', createdAt: new Date('2026-11-20T01:00:00Z') },
    { fate: 'unknown', createdAt: new Date('2026-10-20T01:00:00Z') },
  ])
})
afterAll(() => database.close())

/** Sunday 10:00 in Shanghai. */
const now = new Date('2026-11-22T02:00:00Z')

const overviewOf = async (given: Partial<OverviewReplyNeeds> = {}) => {
  const replies = createOverviewReplies({
    counts: createDayCounts(database.connection),
    leads: { count: async (span) => ('createdFrom' in span ? 4 : 3) },
    outbox: {
      countsOf: async (day) =>
        day === '2026-11-22'
          ? [
              { channel: 'oa-template', fate: 'sent', count: 5 },
              { channel: 'oa-template', fate: 'refused', count: 1 },
              { channel: 'oa-template', fate: 'unknown', count: 2 },
            ]
          : [],
      waitingCounts: async () => [{ channel: 'wecom-app', count: 7 }],
    },
    journeys: { list: async () => [] },
    enrollments: { totals: async () => new Map() },
    inbox: { countByStatus: async () => ({ new: 9, unknown: 2 }) },
    merges: { openConflicts: async () => [] },
    listAccounts: async () => [{ verifiedAt: null, credentials: { ok: false, message: '', at: now, ip: null } }],
    channels: [{ name: 'oa-template', label: '公众号模板消息' }],
    clock: { now: () => now },
    timeZone: 'Asia/Shanghai',
    ...given,
  })
  return Overview.parse(await replies.readOverview())
}

describe('the overview', () => {
  it('counts the company’s day so far against the same hours a week ago, without merged records', async () => {
    expect(await overviewOf()).toMatchObject({
      day: '2026-11-22',
      newContacts: { today: 2, before: 1 },
      newFollowers: { today: 1, before: 0 },
      unfollows: { today: 0, before: 1 },
      leads: { today: 4, before: 4 },
      claimedLeads: { today: 3, before: 3 },
      people: 5,
    })
  })

  it('sums a channel’s messages by what became of them', async () => {
    expect((await overviewOf()).channels).toEqual([
      { channel: 'oa-template', label: '公众号模板消息', sent: 5, skipped: 0, failed: 3, waiting: 0 },
      { channel: 'wecom-app', label: 'wecom-app', sent: 0, skipped: 0, failed: 0, waiting: 7 },
    ])
  })

  it('lists what a person must look at, and nothing that counts none', async () => {
    expect((await overviewOf()).attention.map(({ kind, count }) => [kind, count])).toEqual([
      ['unknown-sends', 1],
      ['unknown-callbacks', 2],
      ['unverified-accounts', 1],
      ['wrong-credentials', 1],
    ])
  })
})
