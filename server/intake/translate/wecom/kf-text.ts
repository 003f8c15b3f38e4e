import { z } from 'zod'
import { customerSaid, KfHead } from '../_kf.ts'
import { defineTranslator, text } from '../contract.ts'

const Message = KfHead.extend({ text: z.object({ content: text, menu_id: text.optional() }) })

/** Words in 微信客服, typed or tapped in a menu of ours: then with the item's id. */
export default defineTranslator({
  platform: 'wecom',
  types: ['kf.text'],
  translate(message) {
    const { text, ...head } = Message.parse(message.fields)
    return customerSaid(message, head, { text: text.content, ...(text.menu_id && { choice: text.menu_id }) })
  },
})
