import { z } from 'zod'
import { StaffId } from '../../../../shared/ids.ts'
import { defineCall } from '../../call.ts'

export const getUserInfo = defineCall({
  doc: 'https://developer.work.weixin.qq.com/document/path/91023',
  method: 'GET',
  path: '/cgi-bin/auth/getuserinfo',
  repeat: 'unsafe',
  input: z.object({ code: z.string() }),
  reply: z.object({
    userid: StaffId.optional(),
    /** Only for the scope `snsapi_privateinfo`. */
    user_ticket: z.string().optional(),
    openid: z.string().optional(),
    external_userid: z.string().optional(),
  }),
})
