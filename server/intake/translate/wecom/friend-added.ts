import { readChange } from '../_external-contact.ts'
import { defineTranslator, one } from '../contract.ts'

/** Both sides are connected. The welcome code, when there is one, lives twenty seconds. */
export default defineTranslator({
  platform: 'wecom',
  types: ['event.change_external_contact.add_external_contact'],
  translate(message) {
    const { base, staff, claims, source, state, welcomeCode } = readChange(message)
    return one({
      event: { ...base, name: 'friend.added', staff, state, welcomeCode },
      claims,
      facts: { source },
    })
  },
})
