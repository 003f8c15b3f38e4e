import { z } from 'zod'
import { defineCall } from '../../call.ts'

/** Within 24 hours [U]. The copy in the WeCom client goes, the one in the WeChat plug-in stays. */
export const messageRecall = defineCall({
  doc: 'https://developer.work.weixin.qq.com/document/path/94867',
  method: 'POST',
  path: '/cgi-bin/message/recall',
  repeat: 'safe',
  input: z.object({ msgid: z.string().min(1) }),
  reply: z.object({}),
})
