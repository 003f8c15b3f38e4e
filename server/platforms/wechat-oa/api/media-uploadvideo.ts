import { z } from 'zod'
import { defineCall } from '../../call.ts'

/** Makes the id a mass message of type mpvideo wants, out of an uploaded video's. */
export const mediaUploadvideo = defineCall({
  doc: 'https://developers.weixin.qq.com/doc/offiaccount/Message_Management/Batch_Sends_and_Originality_Checks.html',
  method: 'POST',
  path: '/cgi-bin/media/uploadvideo',
  repeat: 'safe',
  input: z.object({ media_id: z.string().min(1), title: z.string(), description: z.string() }),
  reply: z.object({ media_id: z.string(), created_at: z.number() }),
})
