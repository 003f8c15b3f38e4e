import { z } from 'zod'
import { defineCall } from '../../call.ts'

/** By customers and by members alike: one of the two ids is there. What was said is not told. */
const By = z.object({
  external_userid: z.string().optional(),
  userid: z.string().optional(),
  create_time: z.number(),
})

export const externalContactGetMomentComments = defineCall({
  doc: 'https://developer.work.weixin.qq.com/document/path/93333',
  method: 'POST',
  path: '/cgi-bin/externalcontact/get_moment_comments',
  repeat: 'safe',
  input: z.object({ moment_id: z.string().min(1), userid: z.string().min(1) }),
  reply: z.object({ comment_list: z.array(By).default([]), like_list: z.array(By).default([]) }),
})
