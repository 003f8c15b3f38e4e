import { z } from 'zod'
import { defineCall } from '../../call.ts'

export const draftDelete = defineCall({
  doc: 'https://developers.weixin.qq.com/doc/offiaccount/Draft_Box/Delete_draft.html',
  method: 'POST',
  path: '/cgi-bin/draft/delete',
  repeat: 'safe',
  input: z.object({ media_id: z.string().min(1) }),
  reply: z.object({}),
})
