import { z } from 'zod'
import { defineCall } from '../../call.ts'
import { bytes, chars } from '../../text-limits.ts'

/** What is not named stays as it is. */
export const kfAccountUpdate = defineCall({
  doc: 'https://developer.work.weixin.qq.com/document/path/94664',
  method: 'POST',
  path: '/cgi-bin/kf/account/update',
  repeat: 'safe',
  input: z
    .object({
      open_kfid: z.string().min(1),
      name: chars(16).min(1).optional(),
      media_id: bytes(128).min(1).optional(),
    })
    .refine(({ name, media_id }) => name !== undefined || media_id !== undefined, { message: 'nothing to change' }),
  reply: z.object({}),
})
