import { z } from 'zod'
import { ExternalUserId, StaffId, UnionId } from '../../../../shared/ids.ts'
import { defineCall } from '../../call.ts'

export const ExternalContact = z.object({
  external_userid: ExternalUserId,
  name: z.string().default(''),
  /** 1 a WeChat user, 2 a WeCom user of another company. */
  type: z.number().default(1),
  /** Only for type 1 and only when the corp has bound a WeChat developer id. */
  unionid: UnionId.optional(),
})
export type ExternalContact = z.infer<typeof ExternalContact>

const FollowUser = z.object({
  userid: StaffId,
  remark: z.string().default(''),
  description: z.string().default(''),
  createtime: z.number(),
  /** 1 the company's, 3 of a rule; 2 the member's own, which has no id. */
  tags: z
    .array(
      z.object({
        group_name: z.string().default(''),
        tag_name: z.string().default(''),
        tag_id: z.string().optional(),
        type: z.number(),
      }),
    )
    .default([]),
  /** Typed by the member: a hint, never proof. */
  remark_mobiles: z.array(z.string()).default([]),
  add_way: z.number().optional(),
  state: z.string().optional(),
})

export const externalContactGet = defineCall({
  doc: 'https://developer.work.weixin.qq.com/document/path/92114',
  method: 'GET',
  path: '/cgi-bin/externalcontact/get',
  repeat: 'safe',
  input: z.object({ external_userid: ExternalUserId, cursor: z.string().optional() }),
  reply: z.object({
    external_contact: ExternalContact,
    follow_user: z.array(FollowUser).default([]),
    next_cursor: z.string().default(''),
  }),
})
