import { z } from 'zod'
import { OpenId } from '../../../../shared/ids.ts'
import { defineCall } from '../../call.ts'
import { chars } from '../../text-limits.ts'
import { ModerationResult, ModerationScene } from '../moderation.ts'

/** The person must have opened the mini-program within two hours. */
export const msgSecCheck = defineCall({
  doc: 'https://developers.weixin.qq.com/miniprogram/dev/OpenApiDoc/sec-center/sec-check/msgSecCheck.html',
  method: 'POST',
  path: '/wxa/msg_sec_check',
  repeat: 'safe',
  input: z.object({
    version: z.literal(2).default(2),
    openid: OpenId,
    scene: ModerationScene,
    content: chars(2500).min(1),
    nickname: z.string().optional(),
    title: z.string().optional(),
    signature: z.string().optional(),
  }),
  reply: z.object({ trace_id: z.string(), result: ModerationResult }),
})
