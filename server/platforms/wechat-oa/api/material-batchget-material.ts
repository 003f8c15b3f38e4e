import { z } from 'zod'
import { defineCall } from '../../call.ts'
import { NewsItem } from '../articles.ts'

export const materialBatchgetMaterial = defineCall({
  doc: 'https://developers.weixin.qq.com/doc/offiaccount/Asset_Management/Get_materials_list.html',
  method: 'POST',
  path: '/cgi-bin/material/batchget_material',
  repeat: 'safe',
  input: z.object({
    type: z.enum(['image', 'video', 'voice', 'news']),
    offset: z.number().int().min(0),
    count: z.number().int().min(1).max(20),
  }),
  reply: z.object({
    total_count: z.number(),
    item_count: z.number(),
    item: z.array(
      z.object({
        media_id: z.string(),
        update_time: z.number(),
        name: z.string().optional(),
        url: z.string().optional(),
        /** Of articles only. */
        content: z.object({ news_item: z.array(NewsItem) }).optional(),
      }),
    ),
  }),
})
