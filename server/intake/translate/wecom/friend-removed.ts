import { z } from 'zod'
import { readChange } from '../_external-contact.ts'
import { defineTranslator, one, text } from '../contract.ts'

const Removed = z.object({ ChangeType: text, Source: text.optional() })

/**
 * `del_external_contact`: the member deleted the customer, or handed them to a colleague; `del_follow_user`: the
 * customer deleted the member.
 */
export default defineTranslator({
  platform: 'wecom',
  types: ['event.change_external_contact.del_external_contact', 'event.change_external_contact.del_follow_user'],
  translate(message) {
    const { base, staff, claims } = readChange(message)
    const { ChangeType, Source } = Removed.parse(message.fields)
    const removed = Source === 'DELETE_BY_TRANSFER' ? 'transfer' : 'staff'
    const by = ChangeType === 'del_follow_user' ? 'customer' : removed
    return one({ event: { ...base, name: 'friend.removed', staff, by }, claims, facts: {} })
  },
})
