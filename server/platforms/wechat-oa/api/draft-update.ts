import { z } from 'zod'
import { defineCall } from '../../call.ts'
import { DraftArticle } from '../articles.ts'

/** Replaces one article; the name is plural, the value is one object. */
export const draftUpdate = defineCall({
  doc: 'https://developers.weixin.qq.com/doc/offiaccount/Draft_Box/Update_draft.html',
  method: 'POST',
  path: '/cgi-bin/draft/update',
  repeat: 'safe',
  input: z.object({ media_id: z.string().min(1), index: z.number().int().min(0), articles: DraftArticle }),
  reply: z.object({}),
})
