import { z } from 'zod'
import { defineCall } from '../../call.ts'

const Industry = z.object({ first_class: z.string(), second_class: z.string() })

/** The old model of templates; accounts with service categories may answer nothing here (facts A4.2, A4.3 [U]). */
export const templateGetIndustry = defineCall({
  doc: 'https://developers.weixin.qq.com/doc/offiaccount/Message_Management/Template_Message_Interface.html',
  method: 'GET',
  path: '/cgi-bin/template/get_industry',
  repeat: 'safe',
  input: z.object({}),
  reply: z.object({ primary_industry: Industry.optional(), secondary_industry: Industry.optional() }),
})
