import { z } from 'zod'
import { defineCall } from '../../call.ts'

/** Those made after 2021-07-10, temporary ones not. */
export const externalContactListContactWay = defineCall({
  doc: 'https://developer.work.weixin.qq.com/document/path/92228',
  method: 'POST',
  path: '/cgi-bin/externalcontact/list_contact_way',
  repeat: 'safe',
  input: z.object({
    start_time: z.number().int().optional(),
    end_time: z.number().int().optional(),
    cursor: z.string().default(''),
    limit: z.number().int().min(1).max(1000).default(1000),
  }),
  reply: z.object({
    contact_way: z.array(z.object({ config_id: z.string() })).default([]),
    next_cursor: z.string().default(''),
  }),
})
