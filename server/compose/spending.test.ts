import { expect, it } from 'vitest'
import { ContactId, EventId } from '../../shared/ids.ts'
import type { Ledger } from '../channels/contract.ts'
import { createSpending } from './spending.ts'

const contact = ContactId.parse('ct_1')
const event = EventId.parse('ev_added')
const now = new Date('2026-11-24T02:00:00Z')

it.each<[Ledger, unknown, unknown]>([
  [
    { kind: 'grant', template: 'T1' },
    ['spendGrant', { contact, template: 'T1' }],
    ['forfeitGrant', { contact, template: 'T1' }],
  ],
  [
    { kind: 'window', appId: 'wx1' },
    ['spendWindow', { contact, appId: 'wx1', now }],
    ['forfeitWindow', { contact, appId: 'wx1' }],
  ],
  [{ kind: 'greeting', event }, ['spendGreeting', { contact, event }], ['spendGreeting', { contact, event }]],
])('%o is written off where it is kept', async (ledger, spent, forfeited) => {
  const written: unknown[] = []
  const spending = createSpending({
    contacts: {
      spendGrant: async (grant) => written.push(['spendGrant', grant]) > 0,
      spendWindow: async (place) => written.push(['spendWindow', place]) > 0,
      spendGreeting: async (greeting) => void written.push(['spendGreeting', greeting]),
      forfeitGrant: async (grant) => void written.push(['forfeitGrant', grant]),
      forfeitWindow: async (place) => void written.push(['forfeitWindow', place]),
    },
    clock: { now: () => now },
  })
  await spending.spend({ contact, ledger })
  await spending.forfeit({ contact, ledger })
  expect(written).toEqual([spent, forfeited])
})
