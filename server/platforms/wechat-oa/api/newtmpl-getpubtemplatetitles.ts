import { z } from 'zod'
import { defineCall, LooseId } from '../../call.ts'

export const newtmplGetpubtemplatetitles = defineCall({
  doc: 'https://developers.weixin.qq.com/doc/offiaccount/Subscription_Messages/api.html',
  method: 'GET',
  path: '/wxaapi/newtmpl/getpubtemplatetitles',
  repeat: 'safe',
  /** `ids`: category ids, joined by commas. */
  input: z.object({ ids: z.string().min(1), start: z.number().int().min(0), limit: z.number().int().min(1) }),
  reply: z.object({
    count: z.number(),
    data: z
      .array(
        z.object({
          tid: LooseId,
          title: z.string(),
          /** 2: one accept, one message; 3: long-term. */
          type: z.number(),
          categoryId: LooseId,
        }),
      )
      .default([]),
  }),
})
