import { z } from 'zod'
import { defineCall } from '../../call.ts'
import { GroupsLeft, groupHandover } from '../transfer.ts'

/** Groups whose owner left; 300 a day for one leaver. Others fail with 90500, each by itself. */
export const groupChatTransfer = defineCall({
  doc: 'https://developer.work.weixin.qq.com/document/path/92127',
  method: 'POST',
  path: '/cgi-bin/externalcontact/groupchat/transfer',
  repeat: 'unsafe',
  input: z.object(groupHandover),
  reply: GroupsLeft,
})
