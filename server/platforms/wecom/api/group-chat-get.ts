import { z } from 'zod'
import { StaffId, UnionId } from '../../../../shared/ids.ts'
import { defineCall } from '../../call.ts'

const ChatMember = z.object({
  /** A member's userid when type is 1, an external_userid when it is 2. */
  userid: z.string(),
  type: z.number(),
  unionid: UnionId.optional(),
  join_time: z.number().optional(),
  /** 1 invited, 2 by an invitation link, 3 by a QR code. */
  join_scene: z.number().optional(),
  state: z.string().optional(),
  invitor: z.object({ userid: z.string() }).optional(),
  group_nickname: z.string().default(''),
  /** Only with need_name 1. */
  name: z.string().default(''),
})

export const groupChatGet = defineCall({
  doc: 'https://developer.work.weixin.qq.com/document/path/92122',
  method: 'POST',
  path: '/cgi-bin/externalcontact/groupchat/get',
  repeat: 'safe',
  input: z.object({
    chat_id: z.string().min(1),
    need_name: z.union([z.literal(0), z.literal(1)]).default(0),
  }),
  reply: z.object({
    group_chat: z.object({
      chat_id: z.string(),
      name: z.string().default(''),
      owner: StaffId,
      create_time: z.number(),
      notice: z.string().default(''),
      member_list: z.array(ChatMember).default([]),
      admin_list: z.array(z.object({ userid: StaffId })).default([]),
      member_version: z.string().optional(),
    }),
  }),
})
