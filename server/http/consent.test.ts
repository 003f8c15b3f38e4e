import { afterAll, beforeAll, expect, it } from 'vitest'
import type { ConsentChange } from '../../shared/api/contacts.ts'
import type { ContactId } from '../../shared/ids.ts'
import { freshDatabase } from '../../test/support/database.ts'
import { incoming, oa, peopleOf } from '../../test/support/people.ts'
import { createSetConsent } from '../leads/set-consent.ts'
import { listenForTests, type TestApp } from './test-app.ts'

let app: TestApp
let contact: ContactId
let people: Awaited<ReturnType<typeof peopleOf>>
beforeAll(async () => {
  const database = await freshDatabase()
  people = await peopleOf(database.connection)
  const now = new Date('2026-11-22T04:00:00Z')
  const [linked] = await people.linkIncoming([incoming('contact.followed', [oa('o1')])], now)
  contact = linked!.contact.id
  const setConsent = createSetConsent(people)
  app = await listenForTests(database, {
    routes: { contacts: { setConsent: (given, by) => setConsent(given, by, now) } },
  })
  await app.addUser('看客', 'viewer')
  await app.addUser('运营', 'manager')
})
afterAll(() => app.close())

const put = async (who: string, body: ConsentChange, id: string = contact) =>
  app.call('PUT', `/api/v1/contacts/${id}/consent`, { body, headers: await app.cookieOf(who) })
const off: ConsentChange = { channel: 'oa-template', consent: 'refused' }

it('a manager ends marketing to one person on one channel: in the contact, the timeline and the audit log', async () => {
  expect((await put('看客', off)).status).toBe(403)
  expect((await put('运营', off)).status).toBe(204)
  expect(await people.contacts.get(contact)).toMatchObject({
    consent: { 'oa-template': 'refused' },
    provenance: { '@consent:oa-template': { source: 'staff' } },
  })
  const { items } = await people.events.page({ contact, kind: 'decision', limit: 5 })
  expect(items).toMatchObject([{ name: 'consent.changed', channels: ['oa-template'], why: '运营 在客户页面关闭' }])
  const [done, refused] = (await app.auditLog.newest(9)).filter(({ action }) => action.startsWith('PUT'))
  expect(done).toMatchObject({ userName: '运营', status: 204, target: { id: contact } })
  expect(refused).toMatchObject({ userName: '看客', status: 403 })
})

it('refuses a channel that carries no marketing, and a person who is not there', async () => {
  expect((await put('运营', { ...off, channel: 'wecom-app' })).status).toBe(400)
  expect((await put('运营', off, 'ct_nobody')).status).toBe(404)
})
