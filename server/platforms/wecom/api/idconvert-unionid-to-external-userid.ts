import { z } from 'zod'
import { ExternalUserId, OpenId, UnionId } from '../../../../shared/ids.ts'
import { defineCall } from '../../call.ts'

/**
 * Who is no customer yet gets a pending id, good for 90 days. Whether a plain self-built app may ask at all is
 * unconfirmed [U] (facts C4.9): the unionid of externalcontact/get is the sure way.
 */
export const idconvertUnionidToExternalUserid = defineCall({
  doc: 'https://developer.work.weixin.qq.com/document/path/97108',
  method: 'POST',
  path: '/cgi-bin/idconvert/unionid_to_external_userid',
  repeat: 'safe',
  input: z.object({
    unionid: UnionId,
    openid: OpenId,
    /** Whose mini-program or Official Account it is: 0 the company's, 1 the provider's. */
    subject_type: z.union([z.literal(0), z.literal(1)]).default(0),
  }),
  reply: z.object({ external_userid: ExternalUserId.optional(), pending_id: z.string().optional() }),
})
