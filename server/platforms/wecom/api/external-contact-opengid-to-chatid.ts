import { z } from 'zod'
import { defineCall } from '../../call.ts'

/** The group a mini-program was opened in, when it is one of the company's customer groups. */
export const externalContactOpengidToChatid = defineCall({
  doc: 'https://developer.work.weixin.qq.com/document/path/94822',
  method: 'POST',
  path: '/cgi-bin/externalcontact/opengid_to_chatid',
  repeat: 'safe',
  input: z.object({ opengid: z.string().min(1) }),
  reply: z.object({ chat_id: z.string().min(1) }),
})
