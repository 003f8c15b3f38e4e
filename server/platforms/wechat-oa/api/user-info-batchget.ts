import { z } from 'zod'
import { OpenId } from '../../../../shared/ids.ts'
import { defineCall } from '../../call.ts'
import { Follower } from './user-info.ts'

export const userInfoBatchget = defineCall({
  doc: 'https://developers.weixin.qq.com/doc/offiaccount/User_Management/Get_users_basic_information_UnionID.html',
  method: 'POST',
  path: '/cgi-bin/user/info/batchget',
  repeat: 'safe',
  input: z.object({
    user_list: z
      .array(z.object({ openid: OpenId, lang: z.literal('zh_CN').default('zh_CN') }))
      .min(1)
      .max(100),
  }),
  reply: z.object({ user_info_list: z.array(Follower) }),
})
