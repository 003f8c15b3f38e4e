import { z } from 'zod'
import { OpenId } from '../../../../shared/ids.ts'
import { defineCall } from '../../call.ts'

/** A mini-program knows four kinds, and its own pages without an appid (facts B5). */
const Body = z.discriminatedUnion('msgtype', [
  z.object({ msgtype: z.literal('text'), text: z.object({ content: z.string().min(1) }) }),
  z.object({ msgtype: z.literal('image'), image: z.object({ media_id: z.string().min(1) }) }),
  z.object({
    msgtype: z.literal('link'),
    link: z.object({ title: z.string(), description: z.string(), url: z.string(), thumb_url: z.string() }),
  }),
  z.object({
    msgtype: z.literal('miniprogrampage'),
    miniprogrampage: z.object({ title: z.string(), pagepath: z.string(), thumb_media_id: z.string().min(1) }),
  }),
])

export const messageCustomSend = defineCall({
  doc: 'https://developers.weixin.qq.com/miniprogram/dev/OpenApiDoc/kf-mgnt/kf-message/sendCustomMessage.html',
  method: 'POST',
  path: '/cgi-bin/message/custom/send',
  repeat: 'unsafe',
  input: z.intersection(z.object({ touser: OpenId }), Body),
  reply: z.object({}),
})
