import { z } from 'zod'
import { sendSubscribeSent } from '../../callbacks/mini-events.ts'
import { addMessage, nextNumber } from '../../simulation.ts'
import { chatOf } from '../../world/message.ts'
import { defineCall } from '../call.ts'
import { refuse } from '../refusal.ts'
import { personOf } from './follower.ts'
import { filledIn, grantKey, takeGrant } from './templated.ts'

/** Facts B4: one accept is one send; 43101 at none left; `data` must be an object. */
export const subscribeSend = defineCall({
  method: 'POST',
  path: '/cgi-bin/message/subscribe/send',
  caller: 'mini',
  input: z.object({
    touser: z.string(),
    template_id: z.string(),
    page: z.string().optional(),
    data: z.unknown(),
    miniprogram_state: z.enum(['developer', 'trial', 'formal']).optional(),
    lang: z.enum(['zh_CN', 'en_US', 'zh_HK', 'zh_TW']).optional(),
  }),
  answer(input, account, context) {
    const { sim } = context
    const person = personOf(context, account, input.touser)
    const template = sim.world.templates.find(
      (known) => known.id === input.template_id && known.appId === account.appId,
    )
    if (template === undefined) return refuse(40037)
    const fields = filledIn(template, input.data)
    takeGrant(sim, grantKey(account.appId, person, template.id))
    const messageId = 4_000_000_000_000_000 + nextNumber(sim)
    addMessage(sim, {
      chat: chatOf.mini(account.appId, person),
      from: 'account',
      body: {
        kind: 'template',
        title: template.title,
        fields,
        url: null,
        page: input.page ?? null,
      },
      receipt: String(messageId),
    })
    sim.schedule.after(1000 + sim.random.next() * 2000, () =>
      sendSubscribeSent(sim, account, person, { template: template.id, messageId }),
    )
    return { errcode: 0, errmsg: 'ok', msgid: messageId }
  },
})
