import { z } from 'zod'
import { StaffId } from '../../../../shared/ids.ts'
import { defineCall } from '../../call.ts'

export const messageUpdateTemplateCard = defineCall({
  doc: 'https://developer.work.weixin.qq.com/document/path/94888',
  method: 'POST',
  path: '/cgi-bin/message/update_template_card',
  repeat: 'unsafe',
  input: z.object({
    userids: z.array(StaffId).min(1).max(1000),
    agentid: z.number().int(),
    /** Works once, for 72 hours. */
    response_code: z.string(),
    button: z.object({ replace_name: z.string() }),
  }),
  reply: z.object({ invaliduser: z.array(z.string()).default([]) }),
})
