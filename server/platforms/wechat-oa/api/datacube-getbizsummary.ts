import { z } from 'zod'
import { defineCall } from '../../call.ts'
import { ArticleReads, daysUpTo } from '../datacube.ts'

/** The account's figures, day by day. Nothing before 2025-11-01. */
export const datacubeGetbizsummary = defineCall({
  doc: 'https://developers.weixin.qq.com/doc/service/api/wedata/news/api_getbizsummary',
  method: 'POST',
  path: '/datacube/getbizsummary',
  repeat: 'safe',
  /** 30 days at most [U]. */
  input: daysUpTo(30),
  reply: z.object({
    list: z.array(z.object({ ref_date: z.string(), detail: ArticleReads })),
    is_delay: z.boolean().optional(),
  }),
})
