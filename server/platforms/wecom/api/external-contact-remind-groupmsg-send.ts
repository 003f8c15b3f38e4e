import { z } from 'zod'
import { defineCall } from '../../call.ts'

/** Three times in 24 hours; members who confirmed are not disturbed. */
export const externalContactRemindGroupmsgSend = defineCall({
  doc: 'https://developer.work.weixin.qq.com/document/path/97610',
  method: 'POST',
  path: '/cgi-bin/externalcontact/remind_groupmsg_send',
  repeat: 'unsafe',
  input: z.object({ msgid: z.string().min(1) }),
  reply: z.object({}),
})
