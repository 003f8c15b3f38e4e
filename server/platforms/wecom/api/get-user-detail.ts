import { z } from 'zod'
import { StaffId } from '../../../../shared/ids.ts'
import { defineCall } from '../../call.ts'

/**
 * What a member agreed to show at a login with `snsapi_privateinfo`. Since 2022-06-20 this is the only way a newer app
 * learns a mobile (facts C3.1). The ticket comes from auth/getuserinfo and lives 1,800 s [U]; 84014 and 84015 after that.
 */
export const getUserDetail = defineCall({
  doc: 'https://developer.work.weixin.qq.com/document/path/95833',
  method: 'POST',
  path: '/cgi-bin/auth/getuserdetail',
  repeat: 'safe',
  input: z.object({ user_ticket: z.string().min(1) }),
  reply: z.object({
    userid: StaffId,
    /** A text, not a number. */
    gender: z.string().optional(),
    avatar: z.string().optional(),
    qr_code: z.string().optional(),
    mobile: z.string().optional(),
    email: z.string().optional(),
    biz_mail: z.string().optional(),
    address: z.string().optional(),
  }),
})
