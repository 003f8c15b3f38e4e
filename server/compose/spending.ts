import { z } from 'zod'
import { PASSIVE } from '../channels/kinds/oa-reply.ts'
import type { Clock } from '../kit/clock.ts'
import type { RelayNeeds } from '../outbox/needs.ts'
import type { ContactsStore } from '../store/contacts.ts'

const Templated = z.object({ templateId: z.string() })
const OfApp = z.object({ appId: z.string() })

/** The ledgers a sent message draws on: subscribe-message grants, places in the customer-service window (facts A6.2, B4). */
export function createSpending(needs: {
  contacts: Pick<ContactsStore, 'spendGrant' | 'spendWindow'>
  clock: Clock
}): RelayNeeds['spend'] {
  return async ({ channel, contact, content, address, receipt }) => {
    switch (channel) {
      case 'mini-subscribe':
        await needs.contacts.spendGrant({ contact, template: Templated.parse(content).templateId })
        return
      case 'oa-reply':
      case 'oa-customer-service':
        if (receipt === PASSIVE) return
        await needs.contacts.spendWindow({ contact, appId: OfApp.parse(address).appId, now: needs.clock.now() })
        return
      default:
        return
    }
  }
}
