import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import type { Incoming } from '../../shared/incoming.ts'
import { ObjectInput } from '../../shared/schema/definitions.ts'
import { freshDatabase } from '../../test/support/database.ts'
import { objectRowIndexes, objectRowsOf } from '../../test/support/object-rows.ts'
import { cipher, type People, peopleOf } from '../../test/support/people.ts'
import { ensureIndexes } from '../store/ensure-indexes.ts'

let database: Awaited<ReturnType<typeof freshDatabase>>
let people: People
let moment = Date.UTC(2026, 10, 30, 4)
const heard: Incoming[] = []
const given = () =>
  objectRowsOf(database.connection, {
    contacts: people.contacts,
    now: () => new Date(moment),
    hear: (incoming) => void heard.push(...incoming),
  })
const text = (name: string, label: string) => ({ name, label, type: 'text' })
const policy = {
  name: 'policy',
  label: '保单',
  fields: [
    text('no', '保单号'),
    text('buyer', '投保人手机'),
    text('insured', '被保人身份证'),
    text('contactPhone', '联系'),
    text('mail', '电子邮箱'),
    text('memo', '备注'),
  ],
  keyField: 'no',
  person: { field: 'buyer', kind: 'phone' },
  timeField: null,
}
const [PHONE, OTHER, MAIL, CARD] = ['13911112222', '13933332222', 'lin@example.com', '11010519491231002X']
const row = { no: 'P1', buyer: '13900000001', insured: CARD, contactPhone: PHONE, mail: MAIL, memo: PHONE }

beforeAll(async () => {
  database = await freshDatabase()
  people = await peopleOf(database.connection)
  await ensureIndexes(database.connection, objectRowIndexes)
})
beforeEach(async () => {
  moment += 60_000
  heard.length = 0
  for (const { name } of await database.connection.listCollections())
    await database.connection.collection(name).deleteMany({})
  await given().definitions.objects.add({ ...ObjectInput.parse(policy), createdAt: new Date(moment), archivedAt: null })
})
afterAll(() => database.close())

const take = (...rows: Record<string, unknown>[]) => given().rows.takeRows('policy', rows)
const stored = () => database.connection.collection('objects').findOne({ externalId: 'P1' })

it('keeps numbers and addresses of a row sealed, by the names or labels of their fields, and tells them masked', async () => {
  await take({ ...row, memo: '', mobile: OTHER })
  const kept = await stored()
  const masked = { contactPhone: '139****2222', mail: 'l***@example.com', insured: '110***********002X' }
  expect(kept?.['fields']).toMatchObject({ ...masked, mobile: '139****2222' })
  const told = JSON.stringify([kept, heard])
  for (const clear of [PHONE, OTHER, MAIL, CARD]) expect(told).not.toContain(clear)
  const opened = kept?.['sealed'].map((one: { field: string; sealed: string }) => [
    one.field,
    cipher.unseal(one.sealed),
  ])
  expect(Object.fromEntries(opened)).toEqual({ contactPhone: PHONE, mail: MAIL, insured: CARD, mobile: OTHER })
  expect(heard[0]?.event).toMatchObject({ properties: masked })
})

it('knows the same number again, and another that looks alike masked', async () => {
  const result = async (more: object) => (await take({ ...row, ...more })).items[0]?.result
  expect([await result({}), await result({})]).toEqual(['created', 'unchanged'])
  const before = await stored()
  // Of two words of one moment the greater stays: one of the two numbers changes the other, and never back.
  const there = [await result({ contactPhone: OTHER }), await result({}), await result({ contactPhone: OTHER })]
  expect(['updated,older,unchanged', 'older,unchanged,older']).toContain(there.join())
  moment += 1000
  expect(await result({ contactPhone: there[0] === 'updated' ? PHONE : OTHER })).toBe('updated')
  const after = await stored()
  expect(after?.['fields']).toEqual(before?.['fields'])
  expect(new Set(heard.map(({ event }) => event.id)).size).toBe(there[0] === 'updated' ? 3 : 2)
})

it('leaves alone what is no number of that kind, and what no field says', async () => {
  await take({ ...row, contactPhone: '021-6666 8888' })
  const kept = await stored()
  expect(kept?.['fields']).toMatchObject({ contactPhone: '021-6666 8888', memo: PHONE })
})

it.each([
  ['a phone', { ...policy, fields: [text('no', '手机号'), text('buyer', '客户')] }],
  ['an address', { ...policy, keyField: 'mail' }],
])('is not told from others by %s: the key lies open', (_what, object) => {
  const read = ObjectInput.safeParse(object)
  expect(read.error?.issues[0]?.message).toContain('主键会原样保存和显示')
})

it('refuses a row whose key is what names its person, masked', async () => {
  const member = { ...policy, name: 'member', fields: [text('no', '会员')], person: { field: 'no', kind: 'phone' } }
  await given().definitions.objects.add({ ...ObjectInput.parse(member), createdAt: new Date(moment), archivedAt: null })
  const { items } = await given().rows.takeRows('member', [{ no: PHONE }, { no: OTHER }])
  expect(items.map(({ problems }) => problems?.[0])).toEqual(Array(2).fill(expect.stringContaining('主键不能是手机号')))
  expect(await database.connection.collection('objects').countDocuments()).toBe(0)
})
