import { conversation, KfEventHead, kfRow } from '../_kf.ts'
import { defineTranslator, filled, one, text } from '../contract.ts'

const Failed = kfRow(KfEventHead.extend({ fail_msgid: filled, fail_type: text.default('') }))

/** What was accepted did not reach the customer: errcode 0 of send_msg is no delivery (facts C7). */
export default defineTranslator({
  platform: 'wecom',
  types: ['kf.event.msg_send_fail'],
  translate(message) {
    const row = Failed.parse(message.fields)
    const { base, claims } = conversation(message, row)
    const { fail_msgid: receipt, fail_type } = row.event
    const reason = fail_type === '' ? '没有送达' : `没有送达（${fail_type}）`
    const fate = { channel: 'wecom-kf', effect: null, receipt, reason }
    return one({ event: { ...base, name: 'message.failed', ...fate }, claims, facts: {} })
  },
})
