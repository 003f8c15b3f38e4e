import { z } from 'zod'
import { defineCall } from '../../call.ts'
import { ArticleKey, daysUpTo } from '../datacube.ts'

/** People who shared on a day, by article. Nothing before 2025-11-01. */
export const datacubeGetarticleshare = defineCall({
  doc: 'https://developers.weixin.qq.com/doc/service/api/wedata/news/api_getarticleshare',
  method: 'POST',
  path: '/datacube/getarticleshare',
  repeat: 'safe',
  /** 1 day at most. */
  input: daysUpTo(1),
  reply: z.object({
    list: z.array(z.object({ ref_date: z.string(), msgid: ArticleKey, detail: z.object({ share_user: z.number() }) })),
    is_delay: z.boolean().optional(),
  }),
})
