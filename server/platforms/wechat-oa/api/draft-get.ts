import { z } from 'zod'
import { defineCall } from '../../call.ts'
import { NewsItem } from '../articles.ts'

export const draftGet = defineCall({
  doc: 'https://developers.weixin.qq.com/doc/offiaccount/Draft_Box/Get_draft.html',
  method: 'POST',
  path: '/cgi-bin/draft/get',
  repeat: 'safe',
  input: z.object({ media_id: z.string().min(1) }),
  reply: z.object({ news_item: z.array(NewsItem) }),
})
