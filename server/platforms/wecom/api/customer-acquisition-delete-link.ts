import { z } from 'zod'
import { defineCall } from '../../call.ts'

/** Whoever still has the link can't add anybody by it any more. */
export const customerAcquisitionDeleteLink = defineCall({
  doc: 'https://developer.work.weixin.qq.com/document/path/97297',
  method: 'POST',
  path: '/cgi-bin/externalcontact/customer_acquisition/delete_link',
  repeat: 'safe',
  input: z.object({ link_id: z.string().min(1) }),
  reply: z.object({}),
})
