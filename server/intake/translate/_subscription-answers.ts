import { z } from 'zod'
import type { Incoming } from '../../../shared/incoming.ts'
import type { CallbackMessage, Translation } from './contract.ts'
import { claimOf, eventBase, filled, Head } from './contract.ts'

const Answer = z.object({ TemplateId: filled, SubscribeStatusString: z.string() })
const Answers = z.union([Answer.transform((answer) => [answer]), z.array(Answer)])
const Wrapped = z.object({ List: Answers })
const Popup = Head.extend({
  SubscribeMsgPopupEvent: Wrapped.optional(),
  SubscribeMsgChangeEvent: Wrapped.optional(),
  List: Answers.optional(),
})

/** In XML the list has a wrapper; in JSON it stands at the top, and is a single object when it has one entry (facts A2.5). */
export function subscriptionAnswers(message: CallbackMessage): Translation {
  const { FromUserName, CreateTime, ...parts } = Popup.parse(message.fields)
  const answers = parts.SubscribeMsgPopupEvent?.List ?? parts.SubscribeMsgChangeEvent?.List ?? parts.List ?? []
  const claims = [claimOf(message.account.kind === 'mini' ? 'mini' : 'oa', message.account.appId, FromUserName)]
  const incoming = answers.map(
    ({ TemplateId, SubscribeStatusString }): Incoming => ({
      event: {
        ...eventBase(message, CreateTime, TemplateId),
        name: 'subscription.answered',
        template: TemplateId,
        accepted: SubscribeStatusString === 'accept',
      },
      claims,
      facts: {},
    }),
  )
  return { kind: 'events', incoming }
}

const Sent = z.object({ TemplateId: filled, MsgID: filled, ErrorStatus: z.string().default('') })
const SentList = z.union([Sent.transform((sent) => [sent]), z.array(Sent)])
const SentEvent = Head.extend({
  SubscribeMsgSentEvent: z.object({ List: SentList }).optional(),
  List: SentList.optional(),
})

/** What became of subscribe messages: the receipts of `message/subscribe/send`. */
export function subscriptionReceipts(message: CallbackMessage, channel: string): Translation {
  const { FromUserName, CreateTime, ...parts } = SentEvent.parse(message.fields)
  const sent = parts.SubscribeMsgSentEvent?.List ?? parts.List ?? []
  const claims = [claimOf(message.account.kind === 'mini' ? 'mini' : 'oa', message.account.appId, FromUserName)]
  const incoming = sent.map(({ MsgID: receipt, ErrorStatus }): Incoming => {
    const fate = { ...eventBase(message, CreateTime, receipt), channel, effect: null, receipt }
    const event: Incoming['event'] =
      ErrorStatus === 'success'
        ? { ...fate, name: 'message.delivered' }
        : { ...fate, name: 'message.failed', reason: ErrorStatus || '未送达' }
    return { event, claims, facts: {} }
  })
  return { kind: 'events', incoming }
}
