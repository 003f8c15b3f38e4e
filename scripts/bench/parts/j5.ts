import { createHash } from 'node:crypto'
import type mongoose from 'mongoose'
import { indexes as activityIndexes } from '../../../server/store/activity-days.ts'
import { indexes as contactIndexes } from '../../../server/store/contacts.ts'
import { indexes as enrollmentIndexes } from '../../../server/store/enrollments.ts'
import { ensureIndexes } from '../../../server/store/ensure-indexes.ts'
import { indexes as eventIndexes } from '../../../server/store/events.ts'
import { indexes as journeyIndexes } from '../../../server/store/journeys.ts'
import { indexes as outboxIndexes } from '../../../server/store/outbox.ts'
import { partitionOf } from '../../../server/store/partition.ts'
import type { StoredContact } from '../../../server/store/stored-contact.ts'
import { identityKey } from '../../../shared/contact.ts'
import { ContactId, JourneyId } from '../../../shared/ids.ts'
import { JourneyDefinition } from '../../../shared/journey/journey.ts'

/** The journey of the benchmark: start → send → yes/no → tag → send. */
export const J5_ID = JourneyId.parse('jn_bench')
const content = { templateId: 't1', fields: { thing1: '欢迎 {{name|朋友}}' } }
export const J5 = JourneyDefinition.parse({
  entry: 'start',
  nodes: [
    { id: 'start', type: 'event-start', settings: { event: 'contact.followed' }, exits: { next: 'welcome' } },
    { id: 'welcome', type: 'send', settings: { channel: 'oa-template', content }, exits: { next: 'follows' } },
    {
      id: 'follows',
      type: 'yes-no',
      settings: { condition: { kind: 'condition', type: 'follows-oa', settings: {} } },
      exits: { yes: 'tag' },
    },
    { id: 'tag', type: 'tag', settings: { add: ['新粉丝'] }, exits: { next: 'gift' } },
    { id: 'gift', type: 'send', settings: { channel: 'oa-template', content }, exits: {} },
  ],
})
export const STEPS = ['start', 'welcome', 'follows', 'tag', 'gift'] as const

export const personId = (index: number): ContactId =>
  ContactId.parse(`ct_${createHash('sha1').update(`bench ${index}`).digest('hex').slice(0, 16)}`)

/** The collections with the product's indexes, and followers in them. */
export async function seedPeople(connection: mongoose.Connection, people: number): Promise<void> {
  await ensureIndexes(connection, [
    ...contactIndexes,
    ...activityIndexes,
    ...eventIndexes,
    ...journeyIndexes,
    ...enrollmentIndexes,
    ...outboxIndexes,
  ])
  const contacts = connection.collection<StoredContact>('contacts')
  for (let from = 0; from < people; from += 1000) {
    const count = Math.min(1000, people - from)
    await contacts.insertMany(Array.from({ length: count }, (_, index) => follower(from + index)))
  }
}

function follower(index: number): StoredContact {
  const id = personId(index)
  const now = new Date()
  const openId = `o${id.slice(3)}`
  return {
    _id: id,
    name: `客户${index}`,
    identities: [{ key: identityKey('oa', 'wx1', openId), strength: 'platform', source: 'oa.callback', at: now }],
    attributes: { level: '银卡' },
    provenance: { level: { source: 'crm', at: now } },
    tags: [],
    phoneMasked: null,
    firstSource: { kind: 'oa-scan', detail: 'spring', at: now },
    lastSource: null,
    followings: [
      { appId: 'wx1', openId, following: true, followedAt: now, unfollowedAt: null, windowUntil: null, windowLeft: 0 },
    ],
    friendships: [],
    bots: [],
    greetings: [],
    scores: {},
    owner: null,
    consent: {},
    grants: {},
    lastSeenAt: now,
    createdAt: now,
    updatedAt: now,
    revision: 1,
    mergedInto: null,
    phone: null,
    email: null,
    idNumber: null,
    mergedFrom: [],
    keptApart: [],
    grantedBy: [],
    partition: partitionOf(id),
    searchName: null,
    handles: [openId],
  }
}
