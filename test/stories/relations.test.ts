import { afterAll, beforeAll, expect, it } from 'vitest'
import { ContactPage } from '../../shared/api/contacts.ts'
import { ContactRelations } from '../../shared/api/relations.ts'
import { LeadPage } from '../../shared/api/staff.ts'
import { type Line, startLine } from '../support/line.ts'
import { until } from '../support/until.ts'

let line: Line
beforeAll(async () => {
  line = await startLine({ seed: false })
})
afterAll(() => line?.stop())

const phone = (who: number) => `phone:1380000000${who}`
const happens = (who: number, name: string, fields: Record<string, unknown> = {}) =>
  line.api('POST', '/events', { id: `ev-${crypto.randomUUID()}`, name, identity: phone(who), ...fields })
const idOf = (who: number) =>
  until(`${who} is known`, async () => {
    const { items } = ContactPage.parse(await line.api('GET', '/contacts'))
    return items.find(({ phoneMasked }) => phoneMasked?.endsWith(String(who)))?.id
  })
const relations = async (id: string) => ContactRelations.parse(await line.api('GET', `/contacts/${id}/relations`))

it('who came by somebody’s share is theirs, once, for whoever came first; their spread score knows', async () => {
  await happens(1, 'mini.opened', { page: 'home', scene: null })
  const inviter = await idOf(1)
  await happens(2, 'page.viewed', { page: `/shop?inviter=${inviter}`, seconds: null })
  await happens(3, 'mini.opened', { page: 'home', scene: `inv_${inviter}` })
  await happens(3, 'mini.opened', { page: 'home', scene: `inv_${inviter}` })
  await happens(1, 'page.viewed', { page: `/shop?inviter=${inviter}`, seconds: null })
  await happens(4, 'page.viewed', { page: '/shop?inviter=ct_nobody', seconds: null })
  const two = await idOf(2)
  await until('both are theirs', async () => (await relations(inviter)).brought.total === 2)
  await happens(2, 'page.viewed', { page: `/shop?inviter=${await idOf(4)}`, seconds: null })
  await until('visits and people are scored', async () => {
    const { scores } = (await line.api('GET', `/contacts/${inviter}`)) as { scores: Record<string, number> }
    return (scores['spread'] ?? 0) >= 30
  })
  expect(await relations(two)).toMatchObject({ invitedBy: { contact: inviter } })
  expect(await relations(inviter)).toMatchObject({ invitedBy: null, scene: `inv_${inviter}` })
  expect((await relations(await idOf(4))).invitedBy).toBeNull()
})

it('people of one company, at one address and with the same interests know of each other', async () => {
  const address = {
    name: 'address',
    label: '地址',
    type: 'text',
    options: [],
    shown: true,
    precedence: { by: 'newest' },
  }
  await line.api('POST', '/attributes', address)
  const upsert = (who: number, attributes: Record<string, string>, tags: string[]) =>
    line.api('PUT', '/contacts', {
      requestId: `u${who}`,
      identities: [phone(who)],
      attributes,
      tags,
    })
  await upsert(5, { company: '云杉数据', address: '科技园 1 号' }, ['偏好:鞋', '偏好:包', '老客'])
  await upsert(6, { company: '云杉数据' }, ['偏好:包', '偏好:鞋'])
  await upsert(7, { address: '科技园 1 号' }, ['偏好:鞋', '老客'])
  const [five, six, seven] = [await idOf(5), await idOf(6), await idOf(7)]
  const found = await until('they are', async () => {
    const now = await relations(five)
    return now.company !== null && now.interests.length > 0 && now
  })
  expect(found.company).toMatchObject({ value: '云杉数据', total: 1, people: [{ contact: six }] })
  expect(found.household).toMatchObject({ total: 1, people: [{ contact: seven }] })
  expect(found.interests).toMatchObject([{ contact: six, shared: ['偏好:包', '偏好:鞋'] }])
})

it('leads are listed with how much their people want it, the hottest first when that is asked', async () => {
  const leads = LeadPage.parse(await line.api('GET', '/leads?by=intent'))
  expect(leads.next).toBeNull()
})
