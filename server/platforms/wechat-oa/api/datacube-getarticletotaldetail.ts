import { z } from 'zod'
import { defineCall } from '../../call.ts'
import { ArticleKey, ArticleReads, daysUpTo } from '../datacube.ts'

/** What became of the articles of these days, each for 30 days. Nothing before 2025-11-01. */
export const datacubeGetarticletotaldetail = defineCall({
  doc: 'https://developers.weixin.qq.com/doc/service/api/wedata/news/api_getarticletotaldetail',
  method: 'POST',
  path: '/datacube/getarticletotaldetail',
  repeat: 'safe',
  /** 30 days at most [U]. */
  input: daysUpTo(30),
  reply: z.object({
    list: z.array(
      z.object({
        ref_date: z.string(),
        msgid: ArticleKey,
        /** 0 with a notice to followers, 1 without. */
        publish_type: z.number(),
        detail_list: z.array(ArticleReads.extend({ stat_date: z.string() })),
      }),
    ),
    is_delay: z.boolean().optional(),
  }),
})
