import { z } from 'zod'
import { StaffId } from '../../../../shared/ids.ts'
import { defineCall } from '../../call.ts'

export const externalContactGetGroupmsgTask = defineCall({
  doc: 'https://developer.work.weixin.qq.com/document/path/93338',
  method: 'POST',
  path: '/cgi-bin/externalcontact/get_groupmsg_task',
  repeat: 'safe',
  input: z.object({
    msgid: z.string().min(1),
    limit: z.number().int().min(1).max(1000).default(1000),
    cursor: z.string().default(''),
  }),
  reply: z.object({
    task_list: z
      .array(
        z.object({
          userid: StaffId,
          /** 0 not sent, 2 sent. The documents' own sample shows 1. */
          status: z.number(),
          send_time: z.number().optional(),
        }),
      )
      .default([]),
    next_cursor: z.string().default(''),
  }),
})
