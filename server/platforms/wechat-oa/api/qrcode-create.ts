import { z } from 'zod'
import { defineCall } from '../../call.ts'

const Scene = z.object({ scene: z.object({ scene_str: z.string().min(1).max(64) }) })

export const qrcodeCreate = defineCall({
  doc: 'https://developers.weixin.qq.com/doc/offiaccount/Account_Management/Generating_a_Parametric_QR_Code.html',
  method: 'POST',
  path: '/cgi-bin/qrcode/create',
  repeat: 'safe',
  input: z.discriminatedUnion('action_name', [
    z.object({
      action_name: z.literal('QR_STR_SCENE'),
      expire_seconds: z.number().int().min(60).max(2_592_000),
      action_info: Scene,
    }),
    z.object({ action_name: z.literal('QR_LIMIT_STR_SCENE'), action_info: Scene }),
  ]),
  reply: z.object({ ticket: z.string(), url: z.string(), expire_seconds: z.number().optional() }),
})
