import { z } from 'zod'
import { defineCall } from '../../call.ts'

export const externalContactGetMomentTaskResult = defineCall({
  doc: 'https://developer.work.weixin.qq.com/document/path/95094',
  method: 'GET',
  path: '/cgi-bin/externalcontact/get_moment_task_result',
  repeat: 'safe',
  input: z.object({ jobid: z.string().min(1) }),
  reply: z.object({
    /** 1 begun, 2 being made, 3 done. Only then there is a result, which may itself be an error. */
    status: z.number(),
    result: z
      .object({
        errcode: z.number().default(0),
        errmsg: z.string().default(''),
        moment_id: z.string().optional(),
        invalid_sender_list: z
          .object({ user_list: z.array(z.string()).default([]), department_list: z.array(z.number()).default([]) })
          .optional(),
        invalid_external_contact_list: z.object({ tag_list: z.array(z.string()).default([]) }).optional(),
      })
      .optional(),
  }),
})
