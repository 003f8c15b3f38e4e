import { z } from 'zod'
import { OpenId } from '../../../../shared/ids.ts'
import { defineCall } from '../../call.ts'

export const userGet = defineCall({
  doc: 'https://developers.weixin.qq.com/doc/offiaccount/User_Management/Getting_a_User_List.html',
  method: 'GET',
  path: '/cgi-bin/user/get',
  repeat: 'safe',
  input: z.object({ next_openid: z.string().default('') }),
  reply: z.object({
    total: z.number(),
    count: z.number(),
    /** Missing on the page after the last (facts A3.1). */
    data: z.object({ openid: z.array(OpenId) }).optional(),
    next_openid: z.string().default(''),
  }),
})
