import { customerSaid, KfHead } from '../_kf.ts'
import { defineTranslator } from '../contract.ts'

/** What a customer shares into 微信客服. Its kind is known, its content is not documented: the row keeps it. */
export default defineTranslator({
  platform: 'wecom',
  types: ['kf.location', 'kf.link', 'kf.business_card', 'kf.miniprogram'],
  translate: (message) => customerSaid(message, KfHead.parse(message.fields), { text: null }),
})
