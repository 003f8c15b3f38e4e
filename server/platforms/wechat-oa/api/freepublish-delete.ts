import { z } from 'zod'
import { defineCall } from '../../call.ts'

/** Articles count from 1; 0: all of them. */
export const freepublishDelete = defineCall({
  doc: 'https://developers.weixin.qq.com/doc/offiaccount/Publish/Delete_posts.html',
  method: 'POST',
  path: '/cgi-bin/freepublish/delete',
  repeat: 'safe',
  input: z.object({ article_id: z.string().min(1), index: z.number().int().min(0).default(0) }),
  reply: z.object({}),
})
