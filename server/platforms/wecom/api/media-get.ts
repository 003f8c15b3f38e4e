import { z } from 'zod'
import { defineCall } from '../../call.ts'
import { mediaBytes } from '../media.ts'

/** What was uploaded, or what a customer sent in 微信客服, for three days. */
export const mediaGet = defineCall({
  doc: 'https://developer.work.weixin.qq.com/document/path/90254',
  method: 'GET',
  path: '/cgi-bin/media/get',
  repeat: 'safe',
  bytes: mediaBytes,
  input: z.object({ media_id: z.string().min(1) }),
  /** Never anything but the file, if no error. */
  reply: z.never(),
})
