import { z } from 'zod'
import { OpenId } from '../../../../shared/ids.ts'
import { defineCall, LooseId } from '../../call.ts'

export const messageTemplateSend = defineCall({
  doc: 'https://developers.weixin.qq.com/doc/offiaccount/Message_Management/Template_Message_Interface.html',
  method: 'POST',
  path: '/cgi-bin/message/template/send',
  repeat: 'keyed',
  input: z.object({
    touser: OpenId,
    template_id: z.string(),
    url: z.string().optional(),
    miniprogram: z.object({ appid: z.string(), pagepath: z.string() }).optional(),
    /** One message per openid and id within ten minutes: what makes a repeat harmless. */
    client_msg_id: z.string().max(32),
    data: z.record(z.string(), z.object({ value: z.string() })),
  }),
  reply: z.object({ msgid: LooseId }),
})
