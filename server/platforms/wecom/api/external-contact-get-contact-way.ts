import { z } from 'zod'
import { defineCall } from '../../call.ts'

export const externalContactGetContactWay = defineCall({
  doc: 'https://developer.work.weixin.qq.com/document/path/92228',
  method: 'POST',
  path: '/cgi-bin/externalcontact/get_contact_way',
  repeat: 'safe',
  input: z.object({ config_id: z.string().min(1) }),
  reply: z.object({
    contact_way: z.object({
      config_id: z.string(),
      type: z.number(),
      scene: z.number(),
      remark: z.string().default(''),
      skip_verify: z.boolean().optional(),
      state: z.string().default(''),
      qr_code: z.string().optional(),
      user: z.array(z.string()).default([]),
      party: z.array(z.number()).default([]),
      is_temp: z.boolean().default(false),
    }),
  }),
})
