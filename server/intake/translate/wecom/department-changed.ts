import { z } from 'zod'
import { defineTranslator, filled } from '../contract.ts'

const Change = z.object({ Id: filled })

/** A department came, changed or went. */
export default defineTranslator({
  platform: 'wecom',
  types: [
    'event.change_contact.create_party',
    'event.change_contact.update_party',
    'event.change_contact.delete_party',
  ],
  translate: (message) => ({
    kind: 'changed',
    change: { part: 'departments', ids: [Change.parse(message.fields).Id] },
  }),
})
