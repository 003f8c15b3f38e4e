import { z } from 'zod'
import { defineCall } from '../../call.ts'

export const sendWelcomeMsg = defineCall({
  doc: 'https://developer.work.weixin.qq.com/document/path/92137',
  method: 'POST',
  path: '/cgi-bin/externalcontact/send_welcome_msg',
  repeat: 'unsafe',
  input: z.object({
    welcome_code: z.string(),
    text: z.object({ content: z.string() }),
    attachments: z
      .array(
        z.object({
          msgtype: z.literal('link'),
          link: z.object({ title: z.string(), desc: z.string().optional(), url: z.string() }),
        }),
      )
      .max(9)
      .optional(),
  }),
  reply: z.object({}),
})
