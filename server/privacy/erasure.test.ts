import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { CurrentUser } from '../../shared/api/system.ts'
import { ContactId } from '../../shared/ids.ts'
import { freshDatabase } from '../../test/support/database.ts'
import { cipher, crm, incoming, oa, type People, peopleOf, phone, unionid } from '../../test/support/people.ts'
import { createLog } from '../kit/log.ts'
import { createFindAbout, redacted } from '../store/about-person.ts'
import { ensureIndexes } from '../store/ensure-indexes.ts'
import { createPeopleData } from '../store/holdings.ts'
import { createPrivacyRequestsStore, indexes } from '../store/privacy-requests.ts'
import { createErasure } from './erasure.ts'

const at = new Date('2026-11-22T04:00:00Z')
const admin = CurrentUser.parse({ id: 'us_1', name: '管理员', role: 'admin' })
const running = new AbortController().signal
let database: Awaited<ReturnType<typeof freshDatabase>>
let people: People
let cleaned: string[]
beforeAll(async () => {
  database = await freshDatabase()
  people = await peopleOf(database.connection)
  await ensureIndexes(database.connection, indexes)
})
beforeEach(async () => {
  cleaned = []
  for (const name of ['contacts', 'events', 'activity_days', 'merges', 'privacy_requests'])
    await database.connection.collection(name).deleteMany({})
})
afterAll(() => database.close())

type Step = ReturnType<typeof createPeopleData>[number]
/** A worker; `step` may stand in for what it does with one collection, `lateBy` moves its machine's clock. */
function worker({ lateBy = 0, step = (one: Step) => one }: { lateBy?: number; step?: (one: Step) => Step } = {}) {
  return createErasure({
    requests: createPrivacyRequestsStore(database.connection, cipher),
    peopleData: createPeopleData(database.connection, cipher).map(step),
    findAbout: createFindAbout(database.connection, cipher),
    async writeAnew(names) {
      cleaned.push(...names)
    },
    clock: { now: () => at },
    machine: { now: () => new Date(at.getTime() + lateBy) },
    log: createLog('silent'),
    worker: 'wk_test',
  })
}
const link = async (...given: Parameters<typeof incoming>) => {
  const [linked] = await people.linkIncoming([incoming(...given)], at)
  if (linked === undefined) throw new Error('nobody')
  return linked.contact.id
}
const requests = () => createPrivacyRequestsStore(database.connection, cipher).page({ limit: 10 })
const left = (name: string, filter: object = {}) => database.connection.collection(name).countDocuments(filter)

it('goes on behind the last collection when its process was killed, and finishes everything', async () => {
  const her = await link('contact.followed', [oa('her'), unionid('her-union')])
  const him = await link('contact.followed', [oa('him')])
  await worker().askErasure(her, '本人要求', admin)
  const died = new Promise<number>(() => undefined)
  void worker({ step: (one) => (one.name === 'events' ? { ...one, forget: () => died } : one) }).eraseAll(running)
  await expect.poll(() => left('contacts', { _id: her as never })).toBe(0)
  await expect
    .poll(async () => (await database.connection.collection('privacy_requests').findOne({}))?.['done'])
    .toContain('inbox')
  // Its lease still runs: nobody else touches it.
  await worker().eraseAll(running)
  expect(await left('events', { contact: her })).toBeGreaterThan(0)
  await worker({ lateBy: 600_000 }).eraseAll(running)
  expect(await left('events', { contact: her })).toBe(0)
  expect(await left('events', { contact: him })).toBeGreaterThan(0)
  expect((await requests()).items).toMatchObject([{ contact: her, state: 'cleaning', counts: { contacts: 1 } }])
})

it('takes along whom the person became one with after it was asked', async () => {
  const her = await link('contact.followed', [oa('her2')])
  await worker().askErasure(her, '本人要求', admin)
  const tap = phone('13900008888', 'tap')
  const record = await link('crm.imported', [crm('C9'), tap.claim], { facts: { ...tap.facts, name: '严清秋' } })
  await link('phone.bound', [oa('her2'), tap.claim], { facts: tap.facts })
  expect((await people.contacts.get(her))?.id).toBe((await people.contacts.get(record))?.id)
  await worker().eraseAll(running)
  expect(await left('contacts')).toBe(0)
  expect(await left('merges')).toBe(0)
  expect(await left('events')).toBe(0)
})

it('removes what was still written under the old id before the files are cleaned, and touches nobody new', async () => {
  const her = await link('contact.followed', [oa('her3')])
  await worker().askErasure(her, '本人要求', admin)
  await worker().eraseAll(running)
  await people.events.append([{ contact: her, event: incoming('mini.opened', []).event }])
  const again = await link('message.received', [oa('her3')])
  expect(again).not.toBe(her)
  await worker().cleanAll('asked', running)
  expect((await requests()).items).toMatchObject([{ state: 'cleaning' }])
  await worker().cleanAll('all', running)
  expect(await left('events', { contact: her })).toBe(0)
  expect(await left('events', { contact: again })).toBe(1)
  expect((await people.contacts.get(again))?.identities).toHaveLength(1)
  expect((await requests()).items).toMatchObject([{ state: 'confirmed', confirmedAt: at }])
  expect(cleaned).toEqual(expect.arrayContaining(['contacts', 'events', 'inbox', 'outbox', 'privacy_requests']))
  expect(await database.connection.collection('privacy_requests').findOne({ sealed: null })).not.toBeNull()
})

it('leaves what she writes while she is being erased to the new person it makes; what was worked off goes', async () => {
  const her = await link('contact.followed', [oa('her6')])
  await worker().askErasure(her, '本人要求', admin)
  const row = (name: string, status: string, later: number) => ({
    ...{ _id: name as never, status, person: 'wx1:her6', body: '<xml>', platform: 'oa', account: 'ac_1', type: 't' },
    ...{ dedupeKey: name, receivedAt: new Date(at.getTime() + later) },
  })
  const inbox = database.connection.collection('inbox')
  await inbox.insertMany([row('old', 'new', -1000), row('under way', 'new', 1000), row('worked off', 'done', 1000)])
  await worker().eraseAll(running)
  expect((await inbox.find().toArray()).map(({ _id }) => String(_id))).toEqual(['under way'])
  await inbox.updateMany({}, { $set: { status: 'done' } })
  await worker().cleanAll('all', running)
  expect(await left('inbox')).toBe(0)
})

it('waits with a reason when the files could not be cleaned, and is tried again', async () => {
  const her = await link('contact.followed', [oa('her4')])
  const broken = createErasure({
    ...{ requests: createPrivacyRequestsStore(database.connection, cipher), peopleData: [] },
    ...{
      findAbout: createFindAbout(database.connection, cipher),
      clock: { now: () => at },
      machine: { now: () => at },
    },
    ...{ writeAnew: () => Promise.reject(new Error('no room')), log: createLog('silent'), worker: 'wk_test' },
  })
  await broken.askErasure(her, '本人要求', admin)
  await worker().eraseAll(running)
  await broken.cleanAll('all', running)
  expect((await requests()).items).toMatchObject([{ state: 'cleaning', problem: expect.stringContaining('一小时') }])
  await worker({ lateBy: 3_700_000 }).cleanAll('asked', running)
  expect((await requests()).items).toMatchObject([{ state: 'confirmed', problem: null }])
})

it('is refused for nobody, and a second time while it is under way', async () => {
  const her = await link('contact.followed', [oa('her5')])
  await expect(worker().askErasure(ContactId.parse('ct_none'), '本人要求', admin)).rejects.toThrow()
  await worker().askErasure(her, '本人要求', admin)
  await expect(worker().askErasure(her, '本人要求', admin)).rejects.toMatchObject({ code: 'privacy.under-way' })
})

it('a reason keeps no name, number or address of the person', () => {
  const about = { contacts: [], keys: ['oa:wx1:oOpenId'], words: ['严清秋', '13900008888', 'yan@example.com'] }
  expect(redacted('严清秋 13900008888 yan@example.com oOpenId 要求删除', about)).toBe('＊＊ ＊＊ ＊＊ ＊＊ 要求删除')
})
