import { z } from 'zod'
import { defineCall } from '../../call.ts'

/** Members who did not publish it yet can't any more. */
export const externalContactCancelMomentTask = defineCall({
  doc: 'https://developer.work.weixin.qq.com/document/path/97612',
  method: 'POST',
  path: '/cgi-bin/externalcontact/cancel_moment_task',
  repeat: 'safe',
  input: z.object({ moment_id: z.string().min(1) }),
  reply: z.object({}),
})
