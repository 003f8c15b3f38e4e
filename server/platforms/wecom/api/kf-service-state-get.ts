import { z } from 'zod'
import { ExternalUserId } from '../../../../shared/ids.ts'
import { defineCall } from '../../call.ts'

export const kfServiceStateGet = defineCall({
  doc: 'https://developer.work.weixin.qq.com/document/path/94669',
  method: 'POST',
  path: '/cgi-bin/kf/service_state/get',
  repeat: 'safe',
  input: z.object({ open_kfid: z.string().min(1), external_userid: ExternalUserId }),
  reply: z.object({
    /** 0 new, 1 with the robot, 2 in the pool, 3 with a member, 4 ended or never begun. */
    service_state: z.number(),
    servicer_userid: z.string().optional(),
  }),
})
