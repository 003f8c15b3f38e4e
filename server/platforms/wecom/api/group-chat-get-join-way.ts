import { z } from 'zod'
import { defineCall } from '../../call.ts'

/** The only place where the QR code is answered; the sample's scene is 3, so any number passes. */
export const groupChatGetJoinWay = defineCall({
  doc: 'https://developer.work.weixin.qq.com/document/path/92229',
  method: 'POST',
  path: '/cgi-bin/externalcontact/groupchat/get_join_way',
  repeat: 'safe',
  input: z.object({ config_id: z.string().min(1) }),
  reply: z.object({
    join_way: z.object({
      config_id: z.string(),
      scene: z.number(),
      remark: z.string().default(''),
      auto_create_room: z.number().default(0),
      room_base_name: z.string().default(''),
      room_base_id: z.number().optional(),
      chat_id_list: z.array(z.string()).default([]),
      qr_code: z.string().optional(),
      state: z.string().default(''),
    }),
  }),
})
