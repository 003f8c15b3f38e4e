import { z } from 'zod'
import { defineTranslator, filled } from '../contract.ts'

const Spoken = z.object({ Token: filled, OpenKfId: filled })

/** Something was said or done in 微信客服: the callback has no content, only the token to fetch it with (facts C7). */
export default defineTranslator({
  platform: 'wecom',
  types: ['event.kf_msg_or_event'],
  translate(message) {
    const { Token: token, OpenKfId } = Spoken.parse(message.fields)
    return { kind: 'changed', change: { part: 'kf', ids: [OpenKfId], token } }
  },
})
