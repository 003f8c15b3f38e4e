import { z } from 'zod'
import { defineCall } from '../../call.ts'
import { Member } from './user-get.ts'

export const userList = defineCall({
  doc: 'https://developer.work.weixin.qq.com/document/path/90201',
  method: 'GET',
  path: '/cgi-bin/user/list',
  repeat: 'safe',
  input: z.object({ department_id: z.number() }),
  reply: z.object({ userlist: z.array(Member) }),
})
