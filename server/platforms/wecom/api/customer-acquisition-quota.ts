import { z } from 'zod'
import { defineCall } from '../../call.ts'

/** `total` is what was ever used up, `balance` what is left; the list says how much of it ends on which day. */
export const customerAcquisitionQuota = defineCall({
  doc: 'https://developer.work.weixin.qq.com/document/path/97375',
  method: 'GET',
  path: '/cgi-bin/externalcontact/customer_acquisition_quota',
  repeat: 'safe',
  input: z.object({}),
  reply: z.object({
    total: z.number(),
    balance: z.number(),
    quota_list: z.array(z.object({ expire_date: z.number(), balance: z.number() })).default([]),
  }),
})
