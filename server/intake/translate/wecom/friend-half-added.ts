import { readChange } from '../_external-contact.ts'
import { defineTranslator, one } from '../contract.ts'

/** The customer added a member who has not added back yet. */
export default defineTranslator({
  platform: 'wecom',
  types: ['event.change_external_contact.add_half_external_contact'],
  translate(message) {
    const { base, staff, claims, source, state, welcomeCode } = readChange(message)
    return one({
      event: { ...base, name: 'friend.half-added', staff, state, welcomeCode },
      claims,
      facts: { source },
    })
  },
})
