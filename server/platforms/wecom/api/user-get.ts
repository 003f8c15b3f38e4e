import { z } from 'zod'
import { StaffId } from '../../../../shared/ids.ts'
import { defineCall } from '../../call.ts'

/** Departments and the flags of leadership are parallel lists. New apps are no longer given the mobile. */
export const Member = z.object({
  userid: StaffId,
  name: z.string(),
  department: z.array(z.number()).default([]),
  is_leader_in_dept: z.array(z.number()).default([]),
  direct_leader: z.array(z.string()).default([]),
  position: z.string().default(''),
  mobile: z.string().default(''),
  /** 1 active, 2 disabled, 4 not activated, 5 left. */
  status: z.number().default(1),
})
export type Member = z.infer<typeof Member>

export const userGet = defineCall({
  doc: 'https://developer.work.weixin.qq.com/document/path/90196',
  method: 'GET',
  path: '/cgi-bin/user/get',
  repeat: 'safe',
  input: z.object({ userid: StaffId }),
  reply: Member,
})
