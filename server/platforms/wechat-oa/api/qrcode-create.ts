import { z } from 'zod'
import { defineCall } from '../../call.ts'

const Text = z.object({ scene: z.object({ scene_str: z.string().min(1).max(64) }) })
const numbered = (highest: number) => z.object({ scene: z.object({ scene_id: z.number().int().min(1).max(highest) }) })
const Seconds = z.number().int().min(60).max(2_592_000)

export const qrcodeCreate = defineCall({
  doc: 'https://developers.weixin.qq.com/doc/offiaccount/Account_Management/Generating_a_Parametric_QR_Code.html',
  method: 'POST',
  path: '/cgi-bin/qrcode/create',
  repeat: 'safe',
  input: z.discriminatedUnion('action_name', [
    z.object({ action_name: z.literal('QR_STR_SCENE'), expire_seconds: Seconds, action_info: Text }),
    z.object({ action_name: z.literal('QR_SCENE'), expire_seconds: Seconds, action_info: numbered(0xffff_ffff) }),
    z.object({ action_name: z.literal('QR_LIMIT_STR_SCENE'), action_info: Text }),
    z.object({ action_name: z.literal('QR_LIMIT_SCENE'), action_info: numbered(100_000) }),
  ]),
  reply: z.object({ ticket: z.string(), url: z.string(), expire_seconds: z.number().optional() }),
})
