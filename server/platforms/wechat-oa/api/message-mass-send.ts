import { z } from 'zod'
import { OpenId } from '../../../../shared/ids.ts'
import { defineCall } from '../../call.ts'
import { ClientMessageId, MassContent, MassJob, massDoc } from '../mass.ts'

/** Service accounts only. Two receivers at least, 10,000 at most [U]. */
export const messageMassSend = defineCall({
  doc: massDoc,
  method: 'POST',
  path: '/cgi-bin/message/mass/send',
  repeat: 'keyed',
  input: z.intersection(
    z.object({ touser: z.array(OpenId).min(2).max(10_000), clientmsgid: ClientMessageId }),
    MassContent,
  ),
  reply: MassJob,
})
