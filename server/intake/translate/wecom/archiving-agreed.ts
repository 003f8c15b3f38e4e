import { readChange } from '../_external-contact.ts'
import { defineTranslator, one } from '../contract.ts'

/** The customer agreed that the chat with this member is archived. A welcome may be due now, when none was sent before. */
export default defineTranslator({
  platform: 'wecom',
  types: ['event.change_external_contact.msg_audit_approved'],
  translate(message) {
    const { base, staff, claims, welcomeCode } = readChange(message)
    return one({ event: { ...base, name: 'archiving.agreed', staff, welcomeCode }, claims, facts: {} })
  },
})
