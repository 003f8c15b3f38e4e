import { expect, it } from 'vitest'
import { ContactId } from '../../shared/ids.ts'
import { createSpending } from './spending.ts'

const contact = ContactId.parse('ct_1')
const now = new Date('2026-11-24T02:00:00Z')
const address = { appId: 'wx1', openId: 'o1' }

async function spentBy(sent: { channel: string; content: unknown; receipt: string | null }) {
  const spent: unknown[] = []
  const spend = createSpending({
    contacts: {
      spendGrant: async (grant) => spent.push(['grant', grant]) > 0,
      spendWindow: async (place) => spent.push(['window', place]) > 0,
    },
    clock: { now: () => now },
  })
  await spend({ ...sent, contact, address })
  return spent
}
const grant = ['grant', { contact, template: 'T1' }]
const place = ['window', { contact, appId: 'wx1', now }]

it.each([
  ['a subscribe message costs the grant of its template', 'mini-subscribe', { templateId: 'T1' }, null, [grant]],
  ['a customer-service message costs a place in the window', 'oa-customer-service', {}, null, [place]],
  ['an instant reply that went as customer service costs one too', 'oa-reply', {}, null, [place]],
  ['an instant reply on the callback itself costs nothing', 'oa-reply', {}, 'passive', []],
  ['a template message costs nothing', 'oa-template', {}, '1', []],
])('%s', async (_name, channel, content, receipt, expected) => {
  expect(await spentBy({ channel, content, receipt })).toEqual(expected)
})
