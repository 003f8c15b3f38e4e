import { z } from 'zod'
import { defineCall } from '../../call.ts'

export const departmentSimplelist = defineCall({
  doc: 'https://developer.work.weixin.qq.com/document/path/95350',
  method: 'GET',
  path: '/cgi-bin/department/simplelist',
  repeat: 'safe',
  input: z.object({ id: z.number().optional() }),
  reply: z.object({
    department_id: z.array(z.object({ id: z.number(), parentid: z.number().default(0), order: z.number().default(0) })),
  }),
})
