import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { Look, PrivacyRequest } from '../../shared/api/privacy.ts'
import { freshDatabase } from '../../test/support/database.ts'
import { cipher, incoming, oa, type People, peopleOf, phone } from '../../test/support/people.ts'
import { createExport } from '../privacy/export.ts'
import { createReveal } from '../privacy/reveal.ts'
import { createFindAbout } from '../store/about-person.ts'
import { createPeopleData } from '../store/holdings.ts'
import { createLooksStore } from '../store/looks.ts'
import { createPrivacyRequestsStore } from '../store/privacy-requests.ts'
import { listenForTests, type TestApp } from './test-app.ts'

const at = new Date('2026-11-22T04:00:00Z')
let app: TestApp
let people: People
let her: string
beforeAll(async () => {
  const database = await freshDatabase()
  const { connection } = database
  people = await peopleOf(connection)
  const looks = createLooksStore(connection)
  const requests = createPrivacyRequestsStore(connection, cipher)
  // A millisecond passes with every look at it: what comes later is newer.
  let passed = 0
  const clock = { now: () => new Date(at.getTime() + passed++) }
  const findAbout = createFindAbout(connection, cipher)
  const peopleData = createPeopleData(connection, cipher)
  app = await listenForTests(database, {
    routes: {
      privacy: {
        reveal: createReveal({ contacts: people.contacts, looks, clock }),
        exportPerson: createExport({ peopleData, findAbout, requests, cipher, clock }),
        listLooks: looks.page,
        listRequests: requests.page,
      },
      contacts: {
        async readTimeline() {
          const [text] = ['我的电话 13900001234，邮箱 su.wan@example.com']
          const event = incoming('message.received', [], { event: { kind: 'text', text } }).event
          return { items: [{ event, kind: 'behaviour', title: `发来消息：${text}`, why: null }], next: null }
        },
      },
    },
  })
  for (const role of ['admin', 'manager', 'viewer'] as const) await app.addUser(role, role)
  const tap = phone('13900001234', 'tap')
  const told = incoming('phone.bound', [oa('her'), tap.claim], { facts: { ...tap.facts, name: '<b>苏晚</b>' } })
  const [linked] = await people.linkIncoming([told], at)
  her = linked?.contact.id ?? ''
})
afterAll(() => app.close())
let as: Record<'admin' | 'manager' | 'viewer', { cookie: string }>
beforeEach(async () => {
  const [admin, manager, viewer] = [
    await app.cookieOf('admin'),
    await app.cookieOf('manager'),
    await app.cookieOf('viewer'),
  ]
  as = { admin, manager, viewer }
})

const look = (who: keyof typeof as, body: unknown) =>
  app.call('POST', `/api/v1/contacts/${her}/reveal`, { body, headers: as[who] })

it('a full number is told to managers who say why; every look stands in the list', async () => {
  expect((await look('viewer', { what: 'phone', reason: '回访' })).status).toBe(403)
  expect((await look('manager', { what: 'phone', reason: '' })).status).toBe(400)
  const answer = await look('manager', { what: 'phone', reason: '回访客户' })
  expect(await answer.json()).toEqual({ value: '13900001234' })
  expect(await (await look('manager', { what: 'idNumber', reason: '核对身份' })).json()).toEqual({ value: null })
  const list = await app.call('GET', `/api/v1/privacy/looks?contact=${her}`, { headers: as.admin })
  const { items } = (await list.json()) as { items: unknown[] }
  expect(items.map((one) => Look.parse(one))).toMatchObject([
    { userName: 'manager', what: ['idNumber'], contact: her, reason: '核对身份' },
    { userName: 'manager', what: ['phone'], contact: her, reason: '回访客户' },
  ])
  expect(JSON.stringify(items)).not.toContain('13900001234')
  expect((await app.call('GET', '/api/v1/privacy/looks', { headers: as.manager })).status).toBe(403)
})

it.each([
  ['viewer', '我的电话 139****1234，邮箱 s***@example.com'],
  ['manager', '我的电话 13900001234，邮箱 su.wan@example.com'],
] as const)('a %s reads what people wrote: %s', async (who, text) => {
  const answer = await app.call('GET', `/api/v1/contacts/${her}/timeline`, { headers: as[who] })
  expect(await answer.json()).toMatchObject({ items: [{ title: `发来消息：${text}`, event: { text } }] })
})

const give = (who: keyof typeof as, body: unknown) =>
  app.call('POST', `/api/v1/contacts/${her}/export`, { body, headers: as[who] })

it('everything that is held of a person is given out, sealed values in clear, and who asked is recorded', async () => {
  expect((await give('manager', { reason: '本人要求', format: 'json' })).status).toBe(403)
  const answer = await give('admin', { reason: '本人 13900001234 要求', format: 'json' })
  expect(answer.headers.get('content-disposition')).toContain(`${her}.json`)
  const { data } = (await answer.json()) as { data: Record<string, { label: string; rows: Record<string, unknown>[] }> }
  expect(data['contacts']?.rows).toMatchObject([{ _id: her, phone: { value: '13900001234' }, tags: [] }])
  expect(data['events']?.rows).toMatchObject([{ name: 'phone.bound', facts: { phone: { value: '13900001234' } } }])
  expect(Object.keys(data)).toEqual(expect.arrayContaining(['inbox', 'outbox', 'enrollments', 'objects', 'leads']))
  const list = await app.call('GET', '/api/v1/privacy/requests', { headers: as.admin })
  const { items } = (await list.json()) as { items: unknown[] }
  expect(items.map((one) => PrivacyRequest.parse(one))).toMatchObject([
    { kind: 'export', contact: her, by: 'admin', state: 'given', reason: '本人 ＊＊ 要求' },
  ])
})

it('the page to read holds the same, and nothing a person wrote is markup in it', async () => {
  const page = await (await give('admin', { reason: '本人要求', format: 'html' })).text()
  expect(page).toContain('13900001234')
  expect(page).toContain('<h2>客户资料</h2>')
  expect(page).not.toContain('<b>苏晚')
  expect(page).toContain('&#60;b&#62;苏晚&#60;/b&#62;')
})
