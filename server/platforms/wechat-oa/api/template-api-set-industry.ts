import { z } from 'zod'
import { defineCall } from '../../call.ts'

/** Once a month: a second try, however innocent, may use up the next month's. */
export const templateApiSetIndustry = defineCall({
  doc: 'https://developers.weixin.qq.com/doc/offiaccount/Message_Management/Template_Message_Interface.html',
  method: 'POST',
  path: '/cgi-bin/template/api_set_industry',
  repeat: 'unsafe',
  input: z.object({ industry_id1: z.string().min(1), industry_id2: z.string().min(1) }),
  reply: z.object({}),
})
