import { z } from 'zod'
import { ExternalUserId, OpenId, UnionId } from '../../../../shared/ids.ts'
import { defineCall } from '../../call.ts'

/** For apps of service providers. Both ids must come from one mini-program or Official Account of the same company. */
export const externalContactUnionidToExternalUserid = defineCall({
  doc: 'https://developer.work.weixin.qq.com/document/path/93274',
  method: 'POST',
  path: '/cgi-bin/externalcontact/unionid_to_external_userid',
  repeat: 'safe',
  input: z.object({ unionid: UnionId, openid: OpenId.optional() }),
  reply: z.object({ external_userid: ExternalUserId }),
})
