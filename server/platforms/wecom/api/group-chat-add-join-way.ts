import { z } from 'zod'
import { defineCall } from '../../call.ts'
import { joinWaySettings } from '../join-way.ts'

export const groupChatAddJoinWay = defineCall({
  doc: 'https://developer.work.weixin.qq.com/document/path/92229',
  method: 'POST',
  path: '/cgi-bin/externalcontact/groupchat/add_join_way',
  repeat: 'unsafe',
  input: z.object(joinWaySettings),
  reply: z.object({ config_id: z.string().min(1) }),
})
