import { z } from 'zod'
import { StaffId } from '../../../../shared/ids.ts'
import { defineCall } from '../../call.ts'

export const userListId = defineCall({
  doc: 'https://developer.work.weixin.qq.com/document/path/96067',
  method: 'POST',
  path: '/cgi-bin/user/list_id',
  repeat: 'safe',
  input: z.object({ cursor: z.string().default(''), limit: z.number().int().max(10_000).default(10_000) }),
  reply: z.object({
    next_cursor: z.string().default(''),
    dept_user: z.array(z.object({ userid: StaffId, department: z.number() })),
  }),
})
