import { z } from 'zod'
import { defineCall } from '../../call.ts'

export const customerAcquisitionGet = defineCall({
  doc: 'https://developer.work.weixin.qq.com/document/path/97297',
  method: 'POST',
  path: '/cgi-bin/externalcontact/customer_acquisition/get',
  repeat: 'safe',
  input: z.object({ link_id: z.string().min(1) }),
  reply: z.object({
    link: z.object({
      link_name: z.string().default(''),
      url: z.string(),
      create_time: z.number().optional(),
      skip_verify: z.boolean().optional(),
      mark_source: z.boolean().optional(),
    }),
    range: z
      .object({ user_list: z.array(z.string()).default([]), department_list: z.array(z.number()).default([]) })
      .optional(),
    priority_option: z
      .object({ priority_type: z.number(), priority_userid_list: z.array(z.string()).default([]) })
      .optional(),
  }),
})
