import { z } from 'zod'
import { defineCall } from '../../call.ts'
import { GroupsLeft, groupHandover } from '../transfer.ts'

export const groupChatOnjobTransfer = defineCall({
  doc: 'https://developer.work.weixin.qq.com/document/path/95703',
  method: 'POST',
  path: '/cgi-bin/externalcontact/groupchat/onjob_transfer',
  repeat: 'unsafe',
  input: z.object(groupHandover),
  reply: GroupsLeft,
})
