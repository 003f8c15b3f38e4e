import { z } from 'zod'
import { defineCall } from '../../call.ts'

/** Stops what no member confirmed yet. */
export const externalContactCancelGroupmsgSend = defineCall({
  doc: 'https://developer.work.weixin.qq.com/document/path/97611',
  method: 'POST',
  path: '/cgi-bin/externalcontact/cancel_groupmsg_send',
  repeat: 'safe',
  input: z.object({ msgid: z.string().min(1) }),
  reply: z.object({}),
})
