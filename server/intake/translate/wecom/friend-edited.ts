import { readChange } from '../_external-contact.ts'
import { defineTranslator, one } from '../contract.ts'

/** A member changed remark or corp tags in the client. Changes through the API raise no callback. */
export default defineTranslator({
  platform: 'wecom',
  types: ['event.change_external_contact.edit_external_contact'],
  translate(message) {
    const { base, staff, claims } = readChange(message)
    return one({ event: { ...base, name: 'friend.edited', staff }, claims, facts: {} })
  },
})
