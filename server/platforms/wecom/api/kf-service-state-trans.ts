import { z } from 'zod'
import { ExternalUserId, StaffId } from '../../../../shared/ids.ts'
import { defineCall } from '../../call.ts'

/** Unsafe: the code that lets one more message follow comes with the first answer only. Nothing leads out of 4. */
export const kfServiceStateTrans = defineCall({
  doc: 'https://developer.work.weixin.qq.com/document/path/94669',
  method: 'POST',
  path: '/cgi-bin/kf/service_state/trans',
  repeat: 'unsafe',
  input: z
    .object({
      open_kfid: z.string().min(1),
      external_userid: ExternalUserId,
      service_state: z.number().int().min(0).max(4),
      servicer_userid: StaffId.optional(),
    })
    .refine(({ service_state, servicer_userid }) => service_state !== 3 || servicer_userid !== undefined, {
      message: 'to which member',
    }),
  reply: z.object({ msg_code: z.string().optional() }),
})
