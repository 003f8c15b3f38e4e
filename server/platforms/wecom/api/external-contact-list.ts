import { z } from 'zod'
import { ExternalUserId, StaffId } from '../../../../shared/ids.ts'
import { defineCall } from '../../call.ts'

/** A member without customers is refused with 84061 [U], not answered with an empty list. */
export const externalContactList = defineCall({
  doc: 'https://developer.work.weixin.qq.com/document/path/92113',
  method: 'GET',
  path: '/cgi-bin/externalcontact/list',
  repeat: 'safe',
  input: z.object({ userid: StaffId }),
  reply: z.object({ external_userid: z.array(ExternalUserId) }),
})
