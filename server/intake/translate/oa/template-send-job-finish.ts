import { claimOf, defineTranslator, eventBase, filled, Head, one } from '../contract.ts'

const Finish = Head.extend({ MsgID: filled, Status: filled })
const channel = 'oa-template'

/** What became of a template message. `Status` is `success`, `failed:user block` or `failed: system failed` (sic). */
export default defineTranslator({
  platform: 'oa',
  types: ['event.TEMPLATESENDJOBFINISH'],
  translate(message) {
    const { FromUserName, CreateTime, MsgID: receipt, Status } = Finish.parse(message.fields)
    const fate = { ...eventBase(message, CreateTime), channel, effect: null, receipt }
    return one({
      event:
        Status === 'success'
          ? { ...fate, name: 'message.delivered' }
          : { ...fate, name: 'message.failed', reason: reasonOf(Status) },
      claims: [claimOf('oa', message.account.appId, FromUserName)],
      facts: {},
    })
  },
})

const reasonOf = (status: string) => (/user\s*block/.test(status) ? '用户拒收' : '微信系统发送失败')
