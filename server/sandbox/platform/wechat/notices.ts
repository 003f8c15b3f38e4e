import { z } from 'zod'
import { sendNoticeSent } from '../../callbacks/oa-notice-events.ts'
import { addMessage, nextNumber } from '../../simulation.ts'
import { chatOf } from '../../world/message.ts'
import { defineCall } from '../call.ts'
import { checkTypedData } from '../field-rules.ts'
import { refuse } from '../refusal.ts'
import { personOf } from './follower.ts'
import { noticeTemplatesOf } from './notice-templates.ts'
import { grantKey } from './subscribe-messages.ts'

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
    const messageId = 5_000_000_000_000_000 + nextNumber(sim)
    addMessage(sim, {
      chat: chatOf.oa(account.appId, person),
      from: 'account',
      body: {
        kind: 'template',
        title: template.title,
        fields: template.fields.map((field) => ({
          label: field.label,
          value: String(data.data[field.key]?.value ?? ''),
        })),
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
