import { z } from 'zod'
import { OpenId } from '../../../../shared/ids.ts'
import { defineCall, LooseId } from '../../call.ts'

/** One accept, one message (facts A5). With a page and a mini-program the mini-program wins [U]. */
export const messageSubscribeBizsend = defineCall({
  doc: 'https://developers.weixin.qq.com/doc/offiaccount/Subscription_Messages/api.html',
  method: 'POST',
  path: '/cgi-bin/message/subscribe/bizsend',
  repeat: 'unsafe',
  input: z.object({
    touser: OpenId,
    template_id: z.string().min(1),
    page: z.string().optional(),
    miniprogram: z.object({ appid: z.string(), pagepath: z.string() }).optional(),
    data: z.record(z.string(), z.object({ value: z.string() })),
  }),
  /** Newer answers carry it [U]. */
  reply: z.object({ msgid: LooseId.optional() }),
})
