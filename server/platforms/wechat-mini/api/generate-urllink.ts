import { z } from 'zod'
import { defineCall } from '../../call.ts'
import { EnvVersion, Expiry, PagePath, PageQuery } from '../pages.ts'

/** Together with schemes 500,000 a day. Bound to its first visitor, relaxed since 2023 [U]. */
export const generateUrllink = defineCall({
  doc: 'https://developers.weixin.qq.com/miniprogram/dev/OpenApiDoc/qrcode-link/url-link/generateUrlLink.html',
  method: 'POST',
  path: '/wxa/generate_urllink',
  repeat: 'safe',
  input: z.intersection(
    z.object({ path: PagePath.optional(), query: PageQuery.optional(), env_version: EnvVersion.optional() }),
    Expiry,
  ),
  reply: z.object({ url_link: z.string().min(1) }),
})
