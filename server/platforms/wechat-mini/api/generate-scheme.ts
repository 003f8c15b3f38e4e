import { z } from 'zod'
import { defineCall } from '../../call.ts'
import { EnvVersion, Expiry, PagePath, PageQuery } from '../pages.ts'

/** Together with URL links 500,000 a day. */
export const generateScheme = defineCall({
  doc: 'https://developers.weixin.qq.com/miniprogram/dev/OpenApiDoc/qrcode-link/url-scheme/generateScheme.html',
  method: 'POST',
  path: '/wxa/generatescheme',
  repeat: 'safe',
  input: z.intersection(
    z.object({
      jump_wxa: z.object({ path: PagePath, query: PageQuery, env_version: EnvVersion.optional() }).optional(),
      is_expire: z.literal(true).default(true),
    }),
    Expiry,
  ),
  reply: z.object({ openlink: z.string().min(1) }),
})
