import { z } from 'zod'
import { defineCall } from '../../call.ts'
import { LinkInfo } from '../pages.ts'

export const queryUrllink = defineCall({
  doc: 'https://developers.weixin.qq.com/miniprogram/dev/OpenApiDoc/qrcode-link/url-link/queryUrlLink.html',
  method: 'POST',
  path: '/wxa/query_urllink',
  repeat: 'safe',
  input: z.object({ url_link: z.string().min(1), query_type: z.literal(0).default(0) }),
  reply: z.object({ url_link_info: LinkInfo }),
})
