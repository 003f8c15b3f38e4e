import { z } from 'zod'
import { sendSubscribeSent } from '../../callbacks/mini-events.ts'
import { addMessage, nextNumber } from '../../simulation.ts'
import { chatOf } from '../../world/message.ts'
import { defineCall } from '../call.ts'
import { checkTypedData } from '../field-rules.ts'
import { refuse } from '../refusal.ts'
import { personOf } from './follower.ts'

export const grantKey = (appId: string, person: string, template: string) => `${appId}:${person}:${template}`

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
    const data = z
      .record(z.string(), z.object({ value: z.union([z.string(), z.number()]).optional() }))
      .safeParse(input.data)
    if (!data.success) return refuse(47003, 'argument invalid! data must be an object')
    checkTypedData(
      template.fields.map((field) => field.key),
      data.data,
    )
    const key = grantKey(account.appId, person, template.id)
    const left = sim.world.grants[key] ?? 0
    if (left < 1) return refuse(43101)
    sim.world.grants[key] = left - 1
    const messageId = 4_000_000_000_000_000 + nextNumber(sim)
    addMessage(sim, {
      chat: chatOf.mini(account.appId, person),
      from: 'account',
      body: {
        kind: 'template',
        title: template.title,
        fields: template.fields.map((field) => ({
          label: field.label,
          value: String(data.data[field.key]?.value ?? ''),
        })),
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
