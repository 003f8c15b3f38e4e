import { z } from 'zod'
import { StaffId } from '../../../../shared/ids.ts'
import { defineCall } from '../../call.ts'

/** Who is in one department, and nothing that newer apps may not see. */
export const userSimplelist = defineCall({
  doc: 'https://developer.work.weixin.qq.com/document/path/90200',
  method: 'GET',
  path: '/cgi-bin/user/simplelist',
  repeat: 'safe',
  input: z.object({ department_id: z.number() }),
  reply: z.object({
    userlist: z.array(
      z.object({ userid: StaffId, name: z.string().default(''), department: z.array(z.number()).default([]) }),
    ),
  }),
})
