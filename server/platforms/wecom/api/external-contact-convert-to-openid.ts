import { z } from 'zod'
import { ExternalUserId } from '../../../../shared/ids.ts'
import { defineCall } from '../../call.ts'

/** For payments to the company only: not the openid of any Official Account or mini-program. */
export const externalContactConvertToOpenid = defineCall({
  doc: 'https://developer.work.weixin.qq.com/document/path/92323',
  method: 'POST',
  path: '/cgi-bin/externalcontact/convert_to_openid',
  repeat: 'safe',
  input: z.object({ external_userid: ExternalUserId }),
  reply: z.object({ openid: z.string().min(1) }),
})
