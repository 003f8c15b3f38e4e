import { afterAll, beforeAll, expect, it } from 'vitest'
import { freshDatabase } from '../../test/support/database.ts'
import { incoming, oa, peopleOf, phone } from '../../test/support/people.ts'
import { listenForTests, type TestApp } from './test-app.ts'

const now = new Date('2026-11-22T04:00:00Z')
let app: TestApp
let people: Awaited<ReturnType<typeof peopleOf>>
beforeAll(async () => {
  const database = await freshDatabase()
  people = await peopleOf(database.connection)
  app = await listenForTests(database, {
    routes: {
      merges: {
        listConflicts: () => people.merges.openConflicts(9),
        dismissConflict: (id, { by, reason }) => people.merges.dismissConflict(id, { by: by.name, reason, at: now }),
      },
    },
  })
  await app.addUser('看客', 'viewer')
  await app.addUser('运营', 'manager')
})
afterAll(() => app.close())

it('a manager dismisses a conflict with a reason, once, and the audit log says who', async () => {
  const typed = phone('13800001234', 'form')
  for (const who of ['o1', 'o2']) {
    await people.linkIncoming([incoming('form.submitted', [oa(who), typed.claim], { facts: typed.facts })], now)
  }
  const [conflict] = await people.merges.openConflicts(9)
  const dismiss = async (who: string, reason: string) =>
    (
      await app.call('POST', `/api/v1/merge-conflicts/${conflict!.id}/dismiss`, {
        body: { reason },
        headers: await app.cookieOf(who),
      })
    ).status
  expect(await dismiss('看客', '夫妻')).toBe(403)
  expect(await dismiss('运营', '  ')).toBe(400)
  expect(await people.merges.openConflicts(9)).toHaveLength(1)
  expect(await dismiss('运营', '夫妻共用一个手机号')).toBe(204)
  expect(await dismiss('运营', '夫妻共用一个手机号')).toBe(404)
  expect(await people.merges.openConflicts(9)).toEqual([])
  const told = (await app.auditLog.newest(9)).filter(({ action }) => action.includes('merge-conflicts'))
  expect(told.map(({ userName, status }) => [userName, status])).toEqual([
    ['运营', 404],
    ['运营', 204],
    ['运营', 400],
    ['看客', 403],
  ])
})
