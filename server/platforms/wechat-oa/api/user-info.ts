import { z } from 'zod'
import { OpenId, UnionId } from '../../../../shared/ids.ts'
import { defineCall } from '../../call.ts'

/** Since 2021-12-27 the platform gives no names or pictures here; a person who does not follow has `subscribe` 0 and nothing else. */
export const Follower = z.object({
  subscribe: z.number(),
  openid: OpenId,
  unionid: UnionId.optional(),
  subscribe_time: z.number().optional(),
  subscribe_scene: z.string().optional(),
  qr_scene_str: z.string().optional(),
  tagid_list: z.array(z.number()).optional(),
})
export type Follower = z.infer<typeof Follower>

export const userInfo = defineCall({
  doc: 'https://developers.weixin.qq.com/doc/offiaccount/User_Management/Get_users_basic_information_UnionID.html',
  method: 'GET',
  path: '/cgi-bin/user/info',
  repeat: 'safe',
  input: z.object({ openid: OpenId, lang: z.literal('zh_CN').default('zh_CN') }),
  reply: Follower,
})
