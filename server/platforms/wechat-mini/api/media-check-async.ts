import { z } from 'zod'
import { OpenId } from '../../../../shared/ids.ts'
import { defineCall } from '../../call.ts'
import { ModerationScene } from '../moderation.ts'

/** Answers a number only; the verdict is pushed within half an hour as wxa_media_check. */
export const mediaCheckAsync = defineCall({
  doc: 'https://developers.weixin.qq.com/miniprogram/dev/OpenApiDoc/sec-center/sec-check/mediaCheckAsync.html',
  method: 'POST',
  path: '/wxa/media_check_async',
  repeat: 'safe',
  input: z.object({
    media_url: z.string().min(1),
    /** 1 audio, 2 image. */
    media_type: z.union([z.literal(1), z.literal(2)]),
    version: z.literal(2).default(2),
    scene: ModerationScene,
    openid: OpenId,
  }),
  reply: z.object({ trace_id: z.string() }),
})
