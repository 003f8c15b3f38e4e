import { z } from 'zod'
import { defineCall } from '../../call.ts'
import { acquisitionLinkSettings } from '../acquisition-link.ts'

export const customerAcquisitionUpdateLink = defineCall({
  doc: 'https://developer.work.weixin.qq.com/document/path/97297',
  method: 'POST',
  path: '/cgi-bin/externalcontact/customer_acquisition/update_link',
  repeat: 'safe',
  input: z.object({ link_id: z.string().min(1), ...z.object(acquisitionLinkSettings).partial().shape }),
  reply: z.object({}),
})
