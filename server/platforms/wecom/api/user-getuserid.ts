import { z } from 'zod'
import { StaffId } from '../../../../shared/ids.ts'
import { defineCall } from '../../call.ts'

/** By the mobile a member is registered with: newer apps may ask this way, though they are not told the mobile itself. */
export const userGetuserid = defineCall({
  doc: 'https://developer.work.weixin.qq.com/document/path/91693',
  method: 'POST',
  path: '/cgi-bin/user/getuserid',
  repeat: 'safe',
  input: z.object({ mobile: z.string().min(1) }),
  reply: z.object({ userid: StaffId }),
})
