import { z } from 'zod'
import { OpenId } from '../../../../shared/ids.ts'
import { defineCall } from '../../call.ts'

const Article = z.object({ title: z.string(), description: z.string(), url: z.string(), picurl: z.string() })
const Body = z.discriminatedUnion('msgtype', [
  z.object({ msgtype: z.literal('text'), text: z.object({ content: z.string().min(1) }) }),
  z.object({ msgtype: z.literal('news'), news: z.object({ articles: z.array(Article).length(1) }) }),
  z.object({
    msgtype: z.literal('miniprogrampage'),
    miniprogrampage: z.object({
      title: z.string(),
      appid: z.string(),
      pagepath: z.string(),
      thumb_media_id: z.string(),
    }),
  }),
])

export const messageCustomSend = defineCall({
  doc: 'https://developers.weixin.qq.com/doc/offiaccount/Message_Management/Service_Center_messages.html',
  method: 'POST',
  path: '/cgi-bin/message/custom/send',
  repeat: 'unsafe',
  input: z.intersection(z.object({ touser: OpenId }), Body),
  reply: z.object({}),
})
