import { expect, it } from 'vitest'
import { WebEvent, WebSite } from '../../shared/api/web.ts'
import { ContactId } from '../../shared/ids.ts'
import { momentOf, webIncoming } from './incoming-web.ts'

const now = new Date('2026-11-22T04:00:00Z')
const site = WebSite.parse({
  id: 'ws_1',
  name: '商城',
  key: 'wk_1',
  origins: ['https://shop.example'],
  createdAt: now,
  archivedAt: null,
})
const visit = { site, visitor: 'v'.repeat(20), contact: null }
const told = (event: object) =>
  webIncoming(
    WebEvent.parse({ id: 'event001', at: 0, page: 'https://shop.example/?utm_source=wx', ...event }),
    visit,
    now,
  )

it.each([
  [{ kind: 'view' }, { name: 'page.viewed', seconds: null }],
  [
    { kind: 'left', seconds: 12 },
    { type: 'page.left', properties: { seconds: 12 } },
  ],
  [
    { kind: 'click', element: '购买' },
    { type: 'page.clicked', properties: { element: '购买' } },
  ],
  [
    { kind: 'share', title: '新品' },
    { type: 'page.shared', properties: { title: '新品' } },
  ],
  [{ kind: 'identify' }, { type: 'visitor.identified' }],
  [{ kind: 'custom', type: 'work.viewed', properties: { work: 'a' } }, { type: 'work.viewed' }],
  [
    { kind: 'form', form: '试用', fields: { tel: '139 0000 7001', mail: 'a@b.cn', city: '杭州' } },
    { name: 'form.submitted', fields: { tel: '139****01', mail: '***@***', city: '杭州' } },
  ],
])('%j is behaviour of a visitor: %j', (event, expected) => {
  const incoming = told(event)
  expect(incoming).toMatchObject({ event: expected, claims: [{ key: `web:ws_1:${'v'.repeat(20)}` }] })
  expect(incoming).not.toHaveProperty('contact')
  expect(Object.keys(incoming?.facts ?? {}).filter((fact) => fact !== 'source')).toEqual([])
})

it.each(['order.paid', 'object.order.created', 'coupon.redeemed', 'store.purchased', 'call.ended'])(
  '%s is not for a browser to say',
  (type) => expect(told({ kind: 'custom', type, properties: {} })).toBeNull(),
)

it('names the person that a token of ours names', () => {
  const contact = ContactId.parse('ct_1')
  const event = WebEvent.parse({ id: 'event001', at: 0, page: 'x', kind: 'view' })
  expect(webIncoming(event, { ...visit, contact }, now)?.contact).toBe(contact)
})

it.each([
  ['a moment ago, by a clock of another year', 0, 5000, -5],
  ['in the future', 9000, 5000, 0],
  ['longer ago than is kept', 0, 30 * 86_400_000, -7 * 86_400],
])('what happened %s is dated by our own clock', (_, at, sentAt, seconds) =>
  expect(momentOf(at, sentAt, now)).toEqual(new Date(now.getTime() + seconds * 1000)),
)
