import { z } from 'zod'
import { defineCall, LooseId } from '../../call.ts'

export const freepublishGet = defineCall({
  doc: 'https://developers.weixin.qq.com/doc/offiaccount/Publish/Get_status.html',
  method: 'POST',
  path: '/cgi-bin/freepublish/get',
  repeat: 'safe',
  input: z.object({ publish_id: z.string().min(1) }),
  reply: z.object({
    publish_id: LooseId,
    /** 0 done, 1 under way, 2 original-claim failed, 3 failed, 4 refused in review, 5 deleted by us, 6 banned [U]. */
    publish_status: z.number().int(),
    article_id: z.string().optional(),
    article_detail: z
      .object({ count: z.number(), item: z.array(z.object({ idx: z.number(), article_url: z.string() })) })
      .optional(),
    fail_idx: z.array(z.number()).default([]),
  }),
})
