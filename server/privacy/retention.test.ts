import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { defaultRetention } from '../../shared/api/privacy.ts'
import { freshDatabase } from '../../test/support/database.ts'
import { cipher, crm, incoming, type People, peopleOf } from '../../test/support/people.ts'
import { createLog } from '../kit/log.ts'
import { createPeopleData } from '../store/holdings.ts'
import { createRetentionStore, type RetentionStore } from '../store/retention.ts'
import { createRetention } from './retention.ts'

const DAY = 86_400_000
const now = new Date('2026-11-22T19:00:00Z')
const ago = (days: number) => new Date(now.getTime() - days * DAY)
const running = new AbortController().signal
const web = (visitor: string) => ({ key: `web:ws_1:${visitor}` as never, strength: 'platform' as const, source: 'web' })
let database: Awaited<ReturnType<typeof freshDatabase>>
let people: People
let retention: RetentionStore
beforeAll(async () => {
  database = await freshDatabase()
  people = await peopleOf(database.connection)
  const peopleData = createPeopleData(database.connection, cipher)
  retention = createRetentionStore(database.connection, { timeZone: 'Asia/Shanghai', peopleData })
})
beforeEach(async () => {
  const all = (await database.connection.db?.listCollections().toArray()) ?? []
  for (const { name } of all) await database.connection.collection(name).deleteMany({})
})
afterAll(() => database.close())

const night = (signal = running) =>
  createRetention({ retention, clock: { now: () => now }, log: createLog('silent') })(signal)
const put = (name: string, rows: object[]) => database.connection.collection(name).insertMany(rows)
const idsIn = async (name: string) =>
  (await database.connection.collection(name).find().sort({ _id: 1 }).toArray()).map(({ _id }) => String(_id))

it.each<[kind: string, collection: string, old: object, kept: object[]]>([
  ['events', 'events', { at: ago(1096) }, [{ at: ago(1094) }]],
  ['activity', 'activity_days', { day: '2023-11-01' }, [{ day: '2026-11-01' }]],
  ['outbox', 'outbox', { createdAt: ago(731) }, [{ createdAt: ago(731), due: now }, { createdAt: ago(1) }]],
  ['walks', 'enrollments', { state: 'left', leftAt: ago(731) }, [{ state: 'at', leftAt: null }]],
  ['inbox', 'inbox', { status: 'failed', receivedAt: ago(91) }, [{ status: 'new', receivedAt: ago(91) }]],
  ['alerts', 'alerts', { status: 'done', doneAt: ago(366) }, [{ status: 'open', doneAt: null }]],
  ['leads', 'leads', { open: false, createdAt: ago(1096) }, [{ open: true, createdAt: ago(1096) }]],
  ['looks', 'looks', { at: ago(1096) }, [{ at: ago(1090) }]],
  ['audit', 'audit_log', { at: ago(1096) }, [{ at: ago(1090) }]],
])('of %s only what is too old goes', async (kind, collection, old, kept) => {
  const rest = kept.map((row, at) => ({ _id: `kept${at}` as never, ...row }))
  await put(collection, [{ _id: 'old' as never, ...old }, ...rest])
  await night()
  expect(await idsIn(collection)).toEqual(kept.map((_, at) => `kept${at}`))
  expect((await retention.read()).last).toEqual({ at: now, removed: { [kind]: 1 } })
})

it('a visitor who never said who they are goes with their pages; whoever is known stays', async () => {
  const visit = (at: Date) => ({ at, event: { page: '/', seconds: null } })
  await people.linkIncoming([incoming('page.viewed', [web('old')], visit(ago(200)))], ago(200))
  await people.linkIncoming([incoming('page.viewed', [web('new')], visit(ago(10)))], ago(10))
  await people.linkIncoming([incoming('page.viewed', [web('known'), crm('K1')], visit(ago(200)))], ago(200))
  await night()
  const contacts = await database.connection.collection('contacts').find().toArray()
  const keys = contacts.map(({ identities }) => identities.map((one: { key: string }) => one.key).sort())
  expect(keys.sort()).toEqual([['crm:crm:K1', 'web:ws_1:known'], ['web:ws_1:new']])
  expect(await database.connection.collection('events').countDocuments()).toBe(2)
  expect((await retention.read()).last?.removed).toEqual({ visitors: 1 })
})

it('refused rows go with the age of their import, and a file nobody started is thrown away', async () => {
  await put('imports', [
    { _id: 'im_old' as never, state: 'done', endedAt: ago(31), startedAt: ago(31) },
    { _id: 'im_new' as never, state: 'done', endedAt: ago(3), startedAt: ago(31) },
    { _id: 'im_waiting' as never, state: 'mapping', endedAt: null, startedAt: ago(31), asked: { samples: 'x' } },
  ])
  await put('import_refused', [{ import: 'im_old' }, { import: 'im_new' }])
  await put('import_pieces', [{ import: 'im_waiting' }])
  await night()
  expect(await database.connection.collection('import_refused').countDocuments()).toBe(1)
  expect(await database.connection.collection('import_pieces').countDocuments()).toBe(0)
  const waiting = await database.connection.collection('imports').findOne({ _id: 'im_waiting' as never })
  expect(waiting).toMatchObject({ state: 'cancelled', asked: null })
})

it('goes through more than one piece, stops between them when told to, and finishes the next night', async () => {
  await put(
    'audit_log',
    Array.from({ length: 1200 }, (_, at) => ({ _id: `a${at}` as never, at: ago(2000) })),
  )
  const ending = new AbortController()
  ending.abort()
  await retention.remove('audit', ago(1095), ending.signal)
  expect(await database.connection.collection('audit_log').countDocuments()).toBe(700)
  await night()
  expect(await database.connection.collection('audit_log').countDocuments()).toBe(0)
})

it('what is to be kept for good is kept, whatever its age', async () => {
  await retention.change({ ...defaultRetention, audit: null }, { by: '管理员', at: now })
  await put('audit_log', [{ at: ago(5000) }])
  await night()
  expect(await database.connection.collection('audit_log').countDocuments()).toBe(1)
  expect(await retention.read()).toMatchObject({ by: '管理员', days: { audit: null, events: 1095 } })
})
