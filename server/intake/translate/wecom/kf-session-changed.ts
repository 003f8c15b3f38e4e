import { conversation, KfEventHead, kfRow } from '../_kf.ts'
import { defineTranslator, one, text } from '../contract.ts'

const Changed = kfRow(
  KfEventHead.extend({ old_servicer_userid: text.default(''), new_servicer_userid: text.default('') }),
)

/** A member took the conversation, handed it to another, or it ended. Who is named says which. */
export default defineTranslator({
  platform: 'wecom',
  types: ['kf.event.session_status_change'],
  translate(message) {
    const row = Changed.parse(message.fields)
    const { base, claims, desk } = conversation(message, row)
    const { old_servicer_userid: from, new_servicer_userid: to } = row.event
    if (to === '')
      return one({ event: { ...base, name: 'service.ended', desk, agent: from || null }, claims, facts: {} })
    return one({
      event:
        from === '' || from === to
          ? { ...base, name: 'service.started', desk, agent: to }
          : { ...base, name: 'service.switched', desk, from, to },
      claims,
      facts: {},
    })
  },
})
