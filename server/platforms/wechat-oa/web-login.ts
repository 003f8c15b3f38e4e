import { z } from 'zod'
import { OpenId } from '../../../shared/ids.ts'

export const webLoginDoc =
  'https://developers.weixin.qq.com/doc/offiaccount/OA_Web_Apps/Wechat_webpage_authorization.html'

/** The token of one person in a web page; never the one calls of the account are made with (facts A10.1). */
export const WebSession = z.object({
  access_token: z.string().min(1),
  expires_in: z.number().int().positive(),
  refresh_token: z.string().min(1),
  openid: OpenId,
  scope: z.string(),
})
