import { conversation, KfEventHead, kfRow } from '../_kf.ts'
import { defineTranslator, filled, one } from '../contract.ts'

const Recalled = kfRow(KfEventHead.extend({ recall_msgid: filled }))

/** The customer took a message back. */
export default defineTranslator({
  platform: 'wecom',
  types: ['kf.event.user_recall_msg'],
  translate(message) {
    const row = Recalled.parse(message.fields)
    const { base, claims } = conversation(message, row)
    return one({ event: { ...base, name: 'message.recalled', message: row.event.recall_msgid }, claims, facts: {} })
  },
})
