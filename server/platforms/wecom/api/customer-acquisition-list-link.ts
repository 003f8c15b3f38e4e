import { z } from 'zod'
import { defineCall } from '../../call.ts'

/** Only the links this app made. */
export const customerAcquisitionListLink = defineCall({
  doc: 'https://developer.work.weixin.qq.com/document/path/97297',
  method: 'POST',
  path: '/cgi-bin/externalcontact/customer_acquisition/list_link',
  repeat: 'safe',
  input: z.object({ limit: z.number().int().min(1).max(100).default(100), cursor: z.string().default('') }),
  reply: z.object({ link_id_list: z.array(z.string()).default([]), next_cursor: z.string().default('') }),
})
