import type { Clock } from '../kit/clock.ts'
import type { RelayNeeds } from '../outbox/needs.ts'
import type { ContactsStore } from '../store/contacts.ts'

type Contacts = Pick<ContactsStore, 'spendGrant' | 'spendWindow' | 'spendGreeting' | 'forfeitGrant' | 'forfeitWindow'>

/** Writes off what sent messages drew on, where each kind of ledger is kept. */
export function createSpending({ contacts, clock }: { contacts: Contacts; clock: Clock }): RelayNeeds['ledger'] {
  return {
    async spend({ contact, ledger }) {
      switch (ledger.kind) {
        case 'grant':
          await contacts.spendGrant({ contact, template: ledger.template })
          return
        case 'window':
          await contacts.spendWindow({ contact, appId: ledger.appId, now: clock.now() })
          return
        case 'greeting':
          await contacts.spendGreeting({ contact, event: ledger.event })
          return
      }
    },
    async forfeit({ contact, ledger }) {
      switch (ledger.kind) {
        case 'grant':
          await contacts.forfeitGrant({ contact, template: ledger.template })
          return
        case 'window':
          await contacts.forfeitWindow({ contact, appId: ledger.appId })
          return
        // Used by us or by another app, or too late: no code is left either way.
        case 'greeting':
          await contacts.spendGreeting({ contact, event: ledger.event })
          return
      }
    },
  }
}
