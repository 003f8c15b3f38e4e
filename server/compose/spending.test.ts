import { expect, it } from 'vitest'
import { ContactId } from '../../shared/ids.ts'
import type { Ledger } from '../channels/contract.ts'
import { createSpending } from './spending.ts'

const contact = ContactId.parse('ct_1')
const now = new Date('2026-11-24T02:00:00Z')

it.each<[Ledger, unknown]>([
  [{ kind: 'grant', template: 'T1' }, ['grant', { contact, template: 'T1' }]],
  [{ kind: 'window', appId: 'wx1' }, ['window', { contact, appId: 'wx1', now }]],
])('%o is written off where it is kept', async (ledger, expected) => {
  const spent: unknown[] = []
  const spend = createSpending({
    contacts: {
      spendGrant: async (grant) => spent.push(['grant', grant]) > 0,
      spendWindow: async (place) => spent.push(['window', place]) > 0,
    },
    clock: { now: () => now },
  })
  await spend({ contact, ledger })
  expect(spent).toEqual([expected])
})
