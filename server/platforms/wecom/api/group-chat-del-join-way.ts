import { z } from 'zod'
import { defineCall } from '../../call.ts'

export const groupChatDelJoinWay = defineCall({
  doc: 'https://developer.work.weixin.qq.com/document/path/92229',
  method: 'POST',
  path: '/cgi-bin/externalcontact/groupchat/del_join_way',
  repeat: 'safe',
  input: z.object({ config_id: z.string().min(1) }),
  reply: z.object({}),
})
