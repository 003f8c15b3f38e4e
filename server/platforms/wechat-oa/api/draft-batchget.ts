import { z } from 'zod'
import { defineCall } from '../../call.ts'
import { ArticlePage, NewsItem } from '../articles.ts'

export const draftBatchget = defineCall({
  doc: 'https://developers.weixin.qq.com/doc/offiaccount/Draft_Box/Get_draft_list.html',
  method: 'POST',
  path: '/cgi-bin/draft/batchget',
  repeat: 'safe',
  input: ArticlePage,
  reply: z.object({
    total_count: z.number(),
    item_count: z.number(),
    item: z.array(
      z.object({
        media_id: z.string(),
        content: z.object({ news_item: z.array(NewsItem) }),
        update_time: z.number(),
      }),
    ),
  }),
})
