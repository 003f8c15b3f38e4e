import { z } from 'zod'
import { defineCall, LooseId } from '../../call.ts'

/** Accepted, not published: PUBLISHJOBFINISH tells how it went. Personal and unverified accounts get 48001 (A8.2). */
export const freepublishSubmit = defineCall({
  doc: 'https://developers.weixin.qq.com/doc/offiaccount/Publish/Publish.html',
  method: 'POST',
  path: '/cgi-bin/freepublish/submit',
  repeat: 'unsafe',
  input: z.object({ media_id: z.string().min(1) }),
  reply: z.object({ publish_id: LooseId, msg_data_id: LooseId.optional() }),
})
