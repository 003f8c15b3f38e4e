import { z } from 'zod'
import { sendNoticeSent } from '../../callbacks/oa-notice-events.ts'
import { addMessage, nextNumber } from '../../simulation.ts'
import { chatOf } from '../../world/message.ts'
import { defineCall } from '../call.ts'
import { refuse } from '../refusal.ts'
import { personOf } from './follower.ts'
import { noticeTemplatesOf } from './notice-templates.ts'
import { filledIn, grantKey, takeGrant } from './templated.ts'

/** Subscription notices of an Official Account (facts A5): one accept, one message, followed or not. */
export const noticeSend = defineCall({
  method: 'POST',
  path: '/cgi-bin/message/subscribe/bizsend',
  caller: 'oa',
  input: z.object({
    touser: z.string(),
    template_id: z.string(),
    page: z.string().optional(),
    miniprogram: z.object({ appid: z.string(), pagepath: z.string().default('') }).optional(),
    data: z.unknown(),
  }),
  answer(input, account, context) {
    const { sim } = context
    const person = personOf(context, account, input.touser)
    const template = noticeTemplatesOf(sim, account).find((one) => one.id === input.template_id) ?? refuse(40037)
    const fields = filledIn(template, input.data)
    takeGrant(sim, grantKey(account.appId, person, template.id))
    const messageId = 5_000_000_000_000_000 + nextNumber(sim)
    addMessage(sim, {
      chat: chatOf.oa(account.appId, person),
      from: 'account',
      body: {
        kind: 'template',
        title: template.title,
        fields,
        // Both present: the mini-program wins [U].
        page: input.miniprogram?.pagepath ?? null,
        url: input.miniprogram === undefined ? (input.page ?? null) : null,
      },
      receipt: String(messageId),
    })
    sim.schedule.after(1000 + sim.random.next() * 2000, () =>
      sendNoticeSent(sim, account, person, { template: template.id, messageId }),
    )
    return { errcode: 0, errmsg: 'ok', msgid: messageId }
  },
})
