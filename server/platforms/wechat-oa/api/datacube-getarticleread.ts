import { z } from 'zod'
import { defineCall } from '../../call.ts'
import { ArticleKey, ArticleReads, daysUpTo } from '../datacube.ts'

/** Readers of a day, by article. Nothing before 2025-11-01. */
export const datacubeGetarticleread = defineCall({
  doc: 'https://developers.weixin.qq.com/doc/service/api/wedata/news/api_getarticleread',
  method: 'POST',
  path: '/datacube/getarticleread',
  repeat: 'safe',
  /** 1 day at most [U]. */
  input: daysUpTo(1),
  reply: z.object({
    list: z.array(z.object({ ref_date: z.string(), msgid: ArticleKey, detail: ArticleReads })),
    is_delay: z.boolean().optional(),
  }),
})
