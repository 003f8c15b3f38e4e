import { AlertId, StaffId } from '../../../../shared/ids.ts'
import { defineTranslator, eventBase, filled, Head, ofNoInterest, one } from '../contract.ts'

const Click = Head.extend({ FromUserName: StaffId, EventKey: filled, TaskId: filled, ResponseCode: filled })

/** A colleague tapped a button of a template card. The card's task is the alert it was sent for; other cards are not ours. */
export default defineTranslator({
  platform: 'wecom',
  types: ['event.template_card_event'],
  translate(message) {
    const { FromUserName: staff, CreateTime, EventKey: key, TaskId, ResponseCode } = Click.parse(message.fields)
    const alert = AlertId.safeParse(TaskId)
    if (!alert.success) return ofNoInterest
    const base = eventBase(message, CreateTime)
    return one({
      event: { ...base, name: 'card.clicked', staff, key, alert: alert.data, responseCode: ResponseCode },
      claims: [],
      facts: {},
    })
  },
})
