import { z } from 'zod'
import { StaffId } from '../../../../shared/ids.ts'
import { defineCall } from '../../call.ts'

/** Who has published a company's moment: publish_status 0 not yet, 1 done. */
export const externalContactGetMomentTask = defineCall({
  doc: 'https://developer.work.weixin.qq.com/document/path/93333',
  method: 'POST',
  path: '/cgi-bin/externalcontact/get_moment_task',
  repeat: 'safe',
  input: z.object({
    moment_id: z.string().min(1),
    cursor: z.string().default(''),
    limit: z.number().int().min(1).optional(),
  }),
  reply: z.object({
    task_list: z.array(z.object({ userid: StaffId, publish_status: z.number() })).default([]),
    next_cursor: z.string().default(''),
  }),
})
