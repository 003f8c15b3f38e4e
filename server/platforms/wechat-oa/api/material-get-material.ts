import { z } from 'zod'
import { defineCall } from '../../call.ts'
import { NewsItem } from '../articles.ts'
import { mediaBytes } from '../media.ts'

/** Pictures and voices answer with themselves, articles and videos with a description. */
export const materialGetMaterial = defineCall({
  doc: 'https://developers.weixin.qq.com/doc/offiaccount/Asset_Management/Getting_Permanent_Assets.html',
  method: 'POST',
  path: '/cgi-bin/material/get_material',
  repeat: 'safe',
  bytes: mediaBytes,
  input: z.object({ media_id: z.string().min(1) }),
  reply: z.union([
    z.object({ news_item: z.array(NewsItem) }),
    z.object({ title: z.string(), description: z.string(), down_url: z.string() }),
  ]),
})
