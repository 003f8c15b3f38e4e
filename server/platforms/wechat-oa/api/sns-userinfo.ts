import { z } from 'zod'
import { OpenId, UnionId } from '../../../../shared/ids.ts'
import { defineCall } from '../../call.ts'
import { webLoginDoc } from '../web-login.ts'

/** Only for scope snsapi_userinfo: name and picture the person chose; sex and place are empty [U]. */
export const snsUserinfo = defineCall({
  doc: webLoginDoc,
  method: 'GET',
  path: '/sns/userinfo',
  repeat: 'safe',
  auth: 'none',
  input: z.object({
    /** The web session's. */
    access_token: z.string().min(1),
    openid: OpenId,
    lang: z.literal('zh_CN').default('zh_CN'),
  }),
  reply: z.object({
    openid: OpenId,
    nickname: z.string(),
    headimgurl: z.string(),
    unionid: UnionId.optional(),
  }),
})
