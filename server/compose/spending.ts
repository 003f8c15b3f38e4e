import type { Clock } from '../kit/clock.ts'
import type { RelayNeeds } from '../outbox/needs.ts'
import type { ContactsStore } from '../store/contacts.ts'

/** Writes off what sent messages drew on, where each kind of ledger is kept. */
export function createSpending(needs: {
  contacts: Pick<ContactsStore, 'spendGrant' | 'spendWindow'>
  clock: Clock
}): RelayNeeds['spend'] {
  return async ({ contact, ledger }) => {
    switch (ledger.kind) {
      case 'grant':
        await needs.contacts.spendGrant({ contact, template: ledger.template })
        return
      case 'window':
        await needs.contacts.spendWindow({ contact, appId: ledger.appId, now: needs.clock.now() })
        return
    }
  }
}
