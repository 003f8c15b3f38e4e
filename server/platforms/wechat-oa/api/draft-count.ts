import { z } from 'zod'
import { defineCall } from '../../call.ts'

export const draftCount = defineCall({
  doc: 'https://developers.weixin.qq.com/doc/offiaccount/Draft_Box/Count_drafts.html',
  method: 'GET',
  path: '/cgi-bin/draft/count',
  repeat: 'safe',
  input: z.object({}),
  reply: z.object({ total_count: z.number() }),
})
