import { z } from 'zod'
import { defineCall } from '../../call.ts'
import { ArticlePage, NewsItem } from '../articles.ts'

export const freepublishBatchget = defineCall({
  doc: 'https://developers.weixin.qq.com/doc/offiaccount/Publish/Get_publication_records.html',
  method: 'POST',
  path: '/cgi-bin/freepublish/batchget',
  repeat: 'safe',
  input: ArticlePage,
  reply: z.object({
    total_count: z.number(),
    item_count: z.number(),
    item: z.array(
      z.object({
        article_id: z.string(),
        content: z.object({ news_item: z.array(NewsItem) }),
        update_time: z.number(),
      }),
    ),
  }),
})
