import { z } from 'zod'
import { StaffId } from '../../../../shared/ids.ts'
import { defineCall } from '../../call.ts'

export const groupChatList = defineCall({
  doc: 'https://developer.work.weixin.qq.com/document/path/92120',
  method: 'POST',
  path: '/cgi-bin/externalcontact/groupchat/list',
  repeat: 'safe',
  input: z.object({
    /** 0 all, 1 owner left, 2 succession under way, 3 succession done. */
    status_filter: z.number().int().min(0).max(3).default(0),
    owner_filter: z.object({ userid_list: z.array(StaffId).min(1).max(100) }).optional(),
    cursor: z.string().default(''),
    limit: z.number().int().min(1).max(1000).default(1000),
  }),
  reply: z.object({
    group_chat_list: z.array(z.object({ chat_id: z.string(), status: z.number().default(0) })).default([]),
    next_cursor: z.string().default(''),
  }),
})
