import { z } from 'zod'
import { ExternalUserId, UnionId } from '../../../../shared/ids.ts'
import { defineCall } from '../../call.ts'

export const kfCustomerBatchget = defineCall({
  doc: 'https://developer.work.weixin.qq.com/document/path/95159',
  method: 'POST',
  path: '/cgi-bin/kf/customer/batchget',
  repeat: 'safe',
  input: z.object({
    external_userid_list: z.array(ExternalUserId).min(1).max(100),
    need_enter_session_context: z.union([z.literal(0), z.literal(1)]).default(0),
  }),
  reply: z.object({
    customer_list: z
      .array(
        z.object({
          external_userid: ExternalUserId,
          nickname: z.string().default(''),
          avatar: z.string().optional(),
          gender: z.number().default(0),
          unionid: UnionId.optional(),
          enter_session_context: z
            .object({ scene: z.string().optional(), scene_param: z.string().optional() })
            .optional(),
        }),
      )
      .default([]),
    invalid_external_userid: z.array(z.string()).default([]),
  }),
})
