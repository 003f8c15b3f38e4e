import { z } from 'zod'
import { defineCall } from '../../call.ts'

/** The address of an account; only with a scene may `&scene_param=` follow, URL-encoded, 128 bytes at most. */
export const kfAddContactWay = defineCall({
  doc: 'https://developer.work.weixin.qq.com/document/path/94665',
  method: 'POST',
  path: '/cgi-bin/kf/add_contact_way',
  repeat: 'safe',
  input: z.object({
    open_kfid: z.string().min(1),
    scene: z
      .string()
      .regex(/^[0-9a-zA-Z_-]{0,32}$/)
      .optional(),
  }),
  reply: z.object({ url: z.string() }),
})
