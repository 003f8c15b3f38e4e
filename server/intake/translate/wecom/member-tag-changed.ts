import { z } from 'zod'
import { defineTranslator, filled, text } from '../contract.ts'

const Change = z.object({ TagId: filled, AddUserItems: text.default(''), DelUserItems: text.default('') })

/** Members got or lost a tag of the address book. An app may be shown to a tag, so who is visible to it can have changed. */
export default defineTranslator({
  platform: 'wecom',
  types: ['event.change_contact.update_tag'],
  translate(message) {
    const { AddUserItems, DelUserItems } = Change.parse(message.fields)
    const ids = `${AddUserItems},${DelUserItems}`.split(',').filter((id) => id !== '')
    return { kind: 'changed', change: { part: 'staff', ids } }
  },
})
