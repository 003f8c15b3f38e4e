import { z } from 'zod'
import { OpenId } from '../../../../shared/ids.ts'
import { defineCall } from '../../call.ts'
import { chars } from '../../text-limits.ts'

export const userInfoUpdateremark = defineCall({
  doc: 'https://developers.weixin.qq.com/doc/offiaccount/User_Management/Configuring_user_notes.html',
  method: 'POST',
  path: '/cgi-bin/user/info/updateremark',
  repeat: 'safe',
  /** Fewer than 30 characters [U]. */
  input: z.object({ openid: OpenId, remark: chars(29) }),
  reply: z.object({}),
})
