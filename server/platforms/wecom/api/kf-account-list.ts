import { z } from 'zod'
import { defineCall } from '../../call.ts'

/** A hundred at a time [U]. What the company did not give to the app has no `manage_privilege`. */
export const kfAccountList = defineCall({
  doc: 'https://developer.work.weixin.qq.com/document/path/94661',
  method: 'POST',
  path: '/cgi-bin/kf/account/list',
  repeat: 'safe',
  input: z.object({
    offset: z.number().int().min(0).default(0),
    limit: z.number().int().min(1).max(100).default(100),
  }),
  reply: z.object({
    account_list: z
      .array(
        z.object({
          open_kfid: z.string(),
          name: z.string().default(''),
          avatar: z.string().optional(),
          manage_privilege: z.boolean().default(false),
        }),
      )
      .default([]),
  }),
})
