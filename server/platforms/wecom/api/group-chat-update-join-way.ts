import { z } from 'zod'
import { defineCall } from '../../call.ts'
import { joinWaySettings } from '../join-way.ts'

export const groupChatUpdateJoinWay = defineCall({
  doc: 'https://developer.work.weixin.qq.com/document/path/92229',
  method: 'POST',
  path: '/cgi-bin/externalcontact/groupchat/update_join_way',
  repeat: 'safe',
  input: z.object({ config_id: z.string().min(1), ...joinWaySettings }),
  reply: z.object({}),
})
