import { z } from 'zod'
import { defineCall } from '../../call.ts'

export const kfServicerList = defineCall({
  doc: 'https://developer.work.weixin.qq.com/document/path/94645',
  method: 'GET',
  path: '/cgi-bin/kf/servicer/list',
  repeat: 'safe',
  input: z.object({ open_kfid: z.string().min(1) }),
  reply: z.object({
    servicer_list: z
      .array(
        z.object({
          userid: z.string().optional(),
          /** 0 taking customers, 1 not [U]. A department has none. */
          status: z.number().optional(),
          department_id: z.number().optional(),
        }),
      )
      .default([]),
  }),
})
