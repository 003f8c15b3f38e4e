import { describe, expect, it } from 'vitest'
import { EnrollmentPage, OutboxPage } from '../../../shared/api/journeys.ts'
import { ContactId, EnrollmentId, JourneyId, NodeId } from '../../../shared/ids.ts'
import type { Enrollment } from '../../../shared/journey/journey.ts'
import { publishedJourney } from '../../../shared/journey/journey.ts'
import { createWalkReplies, type WalkReplyNeeds } from './walks.ts'

const at = new Date('2026-11-22T02:00:00Z')
const contact = ContactId.parse('ct_1')
const journey = JourneyId.parse('jn_1')
const node = NodeId.parse('n2')
const base = { contact, journey, version: 1, visit: 2, enteredAt: at }
const standing = {
  ...base,
  id: EnrollmentId.parse('en_1'),
  state: 'at',
  node,
  arrivedAt: at,
  until: new Date('2026-11-24T02:00:00Z'),
  awaits: ['menu.clicked'],
} satisfies Partial<Enrollment>
const gone = {
  ...base,
  id: EnrollmentId.parse('en_2'),
  enteredAt: new Date(at.getTime() + 1000),
  state: 'left',
  reason: '走完了',
  leftAt: at,
} satisfies Partial<Enrollment>
const definition = publishedJourney(journey, 1, {
  entry: NodeId.parse('n1'),
  nodes: [{ id: node, type: 'wait', settings: { amount: 2, unit: 'day' }, exits: {} }],
  policy: { reentry: 'once' },
})

const asked: unknown[] = []
const repliesAt = (now: Date, timeZone = 'Asia/Shanghai') =>
  createWalkReplies({
    contacts: { getMany: async () => new Map([[contact, { name: '林小满' }]]) },
    journeys: {
      namesOf: async () => new Map([[journey, '新粉欢迎']]),
      version: async () => ({ journey: definition, name: '新粉欢迎', reentry: 'once' }),
    },
    enrollments: {
      page: async (query: unknown) => {
        asked.push(query)
        const trail = [{ node: NodeId.parse('n1'), exit: 'next', visit: 1, at, why: '关注了公众号' }]
        return { items: [standing, gone].map((enrollment) => ({ enrollment, trail })), next: gone.id }
      },
    },
    outbox: {
      page: async () => ({ items: [outboxEntry(), outboxEntry('en_1:4:0')], next: null }),
    },
    events: { wordsOf: async () => new Map([['en_1:4:0', '林小满，欢迎']]) },
    summaryFor: (whose: { name: string }, channel: string, content: unknown) =>
      `${whose.name} ${channel}:${JSON.stringify(content)}`,
    namesFor: async () => new Map(),
    timeZone,
    clock: { now: () => now },
  } as unknown as WalkReplyNeeds)
const replies = repliesAt(at)

function outboxEntry(key = 'en_1:2:0') {
  const settled = { notBefore: at, createdAt: at, settledAt: at, fate: 'skipped', why: '已取消关注' }
  return { key, contact, journey, channel: 'oa-template', content: { a: 1 }, ...settled, claim: 'secret' }
}

describe('walks and messages in lists', () => {
  it('say where a person stands and what for, in the company’s time', async () => {
    const [newest, older] = await replies.walksOf(contact)
    expect(newest).toMatchObject({ enrollment: 'en_2', state: 'left', reason: '走完了', next: null, node: null })
    expect(older).toMatchObject({ journeyName: '新粉欢迎', node: 'n2', nodeLabel: '等待' })
    expect(older?.next).toContain('到 11月24日 10:00')
  })

  it.each([
    ['with its year when it is another', '2024-06-01T00:00:00Z', 'Asia/Shanghai', '到 2026年11月24日 10:00'],
    ['without a date when it is today', '2026-11-24T01:00:00Z', 'Asia/Shanghai', '到 今天 10:00'],
    ['in the zone of the company', '2026-11-20T00:00:00Z', 'UTC', '到 11月24日 02:00'],
  ])('say the end of a wait %s', async (_name, now, zone, said) => {
    const [, older] = await repliesAt(new Date(now), zone).walksOf(contact)
    expect(older?.next).toContain(said)
  })

  it('go on after the cursor, and parse as the API promises', async () => {
    const first = EnrollmentPage.parse(await replies.listEnrollments({ limit: 2, contact }))
    expect(first).toMatchObject({ next: 'en_2', items: [{ state: 'at', reason: null, trail: [{ exit: 'next' }] }, {}] })
    await replies.listEnrollments({ limit: 2, cursor: 'en_2' })
    expect(asked.at(-1)).toMatchObject({ after: 'en_2' })
  })

  it('show a message as the person was told it, else by its channel’s summary, with its fate and why, and none of its inside', async () => {
    const page = await replies.listOutbox({ limit: 10 })
    expect(OutboxPage.parse(page).items).toMatchObject([
      { contactName: '林小满', summary: '林小满 oa-template:{"a":1}', fate: 'skipped', why: '已取消关注' },
      { summary: '林小满，欢迎' },
    ])
    expect(JSON.stringify(page)).not.toContain('secret')
  })
})
