import { z } from 'zod'
import { StaffId } from '../../../../shared/ids.ts'
import { defineCall } from '../../call.ts'

/** The members who may have customers at all, as far as this app sees them. */
export const externalContactGetFollowUserList = defineCall({
  doc: 'https://developer.work.weixin.qq.com/document/path/92571',
  method: 'GET',
  path: '/cgi-bin/externalcontact/get_follow_user_list',
  repeat: 'safe',
  input: z.object({}),
  reply: z.object({ follow_user: z.array(StaffId) }),
})
