import { z } from 'zod'
import { OpenId } from '../../../../shared/ids.ts'
import { defineCall, LooseId } from '../../call.ts'

export const messageSubscribeSend = defineCall({
  doc: 'https://developers.weixin.qq.com/miniprogram/dev/OpenApiDoc/mp-message-management/subscribe-message/sendMessage.html',
  method: 'POST',
  path: '/cgi-bin/message/subscribe/send',
  repeat: 'unsafe',
  input: z.object({
    touser: OpenId,
    template_id: z.string(),
    page: z.string().optional(),
    data: z.record(z.string(), z.object({ value: z.string() })),
  }),
  reply: z.object({ msgid: LooseId.optional() }),
})
