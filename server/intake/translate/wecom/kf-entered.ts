import { conversation, KfEventHead, kfRow } from '../_kf.ts'
import { defineTranslator, one, text } from '../contract.ts'

const Entered = kfRow(KfEventHead.extend({ scene: text.default(''), welcome_code: text.default('') }))

/** The customer opened 微信客服, by the link of a scene. The welcome code lives twenty seconds, and is missing inside a conversation. */
export default defineTranslator({
  platform: 'wecom',
  types: ['kf.event.enter_session'],
  translate(message) {
    const row = Entered.parse(message.fields)
    const { base, claims, desk } = conversation(message, row)
    const scene = row.event.scene || null
    const welcomeCode = row.event.welcome_code || null
    return one({
      event: { ...base, name: 'service.entered', desk, scene, welcomeCode },
      claims,
      facts: { source: { kind: 'wecom-kf', detail: scene, at: base.at } },
    })
  },
})
