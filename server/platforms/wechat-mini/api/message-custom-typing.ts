import { z } from 'zod'
import { OpenId } from '../../../../shared/ids.ts'
import { defineCall } from '../../call.ts'

/** Only within 30 seconds of what the person did last. */
export const messageCustomTyping = defineCall({
  doc: 'https://developers.weixin.qq.com/miniprogram/dev/OpenApiDoc/kf-mgnt/kf-message/setTyping.html',
  method: 'POST',
  path: '/cgi-bin/message/custom/typing',
  repeat: 'safe',
  input: z.object({ touser: OpenId, command: z.enum(['Typing', 'CancelTyping']) }),
  reply: z.object({}),
})
