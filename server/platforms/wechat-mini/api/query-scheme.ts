import { z } from 'zod'
import { defineCall } from '../../call.ts'
import { LinkInfo } from '../pages.ts'

export const queryScheme = defineCall({
  doc: 'https://developers.weixin.qq.com/miniprogram/dev/server/API/qrcode-link/url-scheme/api_queryscheme',
  method: 'POST',
  path: '/wxa/queryscheme',
  repeat: 'safe',
  input: z.object({ scheme: z.string().min(1), query_type: z.literal(0).default(0) }),
  reply: z.object({ scheme_info: LinkInfo }),
})
