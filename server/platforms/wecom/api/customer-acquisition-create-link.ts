import { z } from 'zod'
import { defineCall } from '../../call.ts'
import { acquisitionLinkSettings } from '../acquisition-link.ts'

export const customerAcquisitionCreateLink = defineCall({
  doc: 'https://developer.work.weixin.qq.com/document/path/97297',
  method: 'POST',
  path: '/cgi-bin/externalcontact/customer_acquisition/create_link',
  repeat: 'unsafe',
  input: z.object(acquisitionLinkSettings),
  reply: z.object({
    link: z.object({
      link_id: z.string().min(1),
      link_name: z.string().default(''),
      url: z.string(),
      create_time: z.number().optional(),
    }),
  }),
})
