import { readChange } from '../_external-contact.ts'
import { defineTranslator, one, text } from '../contract.ts'

/** `del_external_contact`: the member deleted the customer; `del_follow_user`: the customer deleted the member. */
export default defineTranslator({
  platform: 'wecom',
  types: ['event.change_external_contact.del_external_contact', 'event.change_external_contact.del_follow_user'],
  translate(message) {
    const { base, staff, claims } = readChange(message)
    const by = text.parse(message.fields['ChangeType']) === 'del_follow_user' ? 'customer' : 'staff'
    return one({ event: { ...base, name: 'friend.removed', staff, by }, claims, facts: {} })
  },
})
