import { afterAll, beforeAll, expect, it } from 'vitest'
import { AlertPage, LeadPage } from '../../shared/api/staff.ts'
import { AlertId, LeadId, StaffId } from '../../shared/ids.ts'
import { freshDatabase } from '../../test/support/database.ts'
import { incoming, oa, peopleOf } from '../../test/support/people.ts'
import { createLeadRows } from '../leads/lead-rows.ts'
import { createLeadsStore } from '../store/leads.ts'
import { createStaffStore } from '../store/staff.ts'
import { listenForTests, type TestApp } from './test-app.ts'

const now = new Date('2026-11-22T04:00:00Z')
const [wang, li] = [StaffId.parse('wangfang'), StaffId.parse('liwei')]
let app: TestApp
beforeAll(async () => {
  const database = await freshDatabase()
  const people = await peopleOf(database.connection)
  const leads = createLeadsStore(database.connection)
  const leadRows = createLeadRows({ ...people, leads, staff: createStaffStore(database.connection) })
  for (const [staff, who] of [
    [wang, 'a'],
    [li, 'b'],
  ] as const) {
    const [linked] = await people.linkIncoming([incoming('contact.followed', [oa(who)])], now)
    const { id: contact } = linked!.contact
    const about = {
      contact,
      effect: `k:${who}`,
      kind: 'new-lead' as const,
      title: '新线索',
      advice: '',
      createdAt: now,
    }
    await people.alerts.add([{ ...about, id: AlertId.parse(`al_${who}`), lead: null, staff }])
    await leads.open({ id: LeadId.parse(`ld_${who}`), contact, source: '', offeredTo: [staff], at: now })
  }
  const { listMyAlerts, listMyLeads } = leadRows
  app = await listenForTests(database, { routes: { staffPages: { listMyAlerts, listMyLeads } } })
})
afterAll(() => app.close())

const ask = async (who: StaffId, path: string): Promise<unknown> => {
  const { token } = await app.sessions.open({ kind: 'staff', subject: who, now: new Date(), lastsMs: 60_000 })
  return (await app.call('GET', path, { headers: { authorization: `Bearer ${token}` } })).json()
}

it.each([
  [wang, 'al_a', 'ld_a'],
  [li, 'al_b', 'ld_b'],
])(
  '%s sees her own alerts and leads and nobody else’s, also when she asks for a colleague’s',
  async (who, alert, lead) => {
    for (const query of ['', '?status=open', `?staff=${who === wang ? li : wang}`]) {
      const alerts = AlertPage.parse(await ask(who, `/api/v1/staff/me/alerts${query}`))
      expect(alerts.items.map(({ id }) => id)).toEqual([alert])
    }
    const leads = LeadPage.parse(await ask(who, '/api/v1/staff/me/leads'))
    expect(leads.items.map(({ id }) => id)).toEqual([lead])
  },
)
