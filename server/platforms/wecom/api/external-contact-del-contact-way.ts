import { z } from 'zod'
import { defineCall } from '../../call.ts'

export const externalContactDelContactWay = defineCall({
  doc: 'https://developer.work.weixin.qq.com/document/path/92228',
  method: 'POST',
  path: '/cgi-bin/externalcontact/del_contact_way',
  repeat: 'safe',
  input: z.object({ config_id: z.string().min(1) }),
  reply: z.object({}),
})
