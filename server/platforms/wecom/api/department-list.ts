import { z } from 'zod'
import { defineCall } from '../../call.ts'

export const departmentList = defineCall({
  doc: 'https://developer.work.weixin.qq.com/document/path/90208',
  method: 'GET',
  path: '/cgi-bin/department/list',
  repeat: 'safe',
  input: z.object({ id: z.number().optional() }),
  reply: z.object({
    department: z.array(
      z.object({
        id: z.number(),
        name: z.string().default(''),
        parentid: z.number().default(0),
        department_leader: z.array(z.string()).default([]),
      }),
    ),
  }),
})
