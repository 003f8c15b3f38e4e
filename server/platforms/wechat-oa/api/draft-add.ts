import { z } from 'zod'
import { defineCall } from '../../call.ts'
import { DraftArticle } from '../articles.ts'

/** Eight articles at most [U]. */
export const draftAdd = defineCall({
  doc: 'https://developers.weixin.qq.com/doc/offiaccount/Draft_Box/Add_draft.html',
  method: 'POST',
  path: '/cgi-bin/draft/add',
  repeat: 'unsafe',
  input: z.object({ articles: z.array(DraftArticle).min(1).max(8) }),
  reply: z.object({ media_id: z.string() }),
})
