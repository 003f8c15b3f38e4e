import type { Clock } from '../kit/clock.ts'
import type { RelayNeeds } from '../outbox/needs.ts'
import type { ContactsStore } from '../store/contacts.ts'

type Contacts = Pick<ContactsStore, 'spendGrant' | 'spendWindow' | 'forfeitGrant' | 'forfeitWindow'>

/** Writes off what sent messages drew on, where each kind of ledger is kept. */
export function createSpending({ contacts, clock }: { contacts: Contacts; clock: Clock }): RelayNeeds['ledger'] {
  return {
    async spend({ contact, ledger }) {
      if (ledger.kind === 'grant') await contacts.spendGrant({ contact, template: ledger.template })
      else await contacts.spendWindow({ contact, appId: ledger.appId, now: clock.now() })
    },
    async forfeit({ contact, ledger }) {
      if (ledger.kind === 'grant') await contacts.forfeitGrant({ contact, template: ledger.template })
      else await contacts.forfeitWindow({ contact, appId: ledger.appId })
    },
  }
}
