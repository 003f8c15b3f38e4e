import { z } from 'zod'
import { defineCall } from '../../call.ts'
import { ClientMessageId, MassContent, MassJob, massDoc } from '../mass.ts'
import { TagId } from '../tags.ts'

export const messageMassSendall = defineCall({
  doc: massDoc,
  method: 'POST',
  path: '/cgi-bin/message/mass/sendall',
  repeat: 'keyed',
  input: z.intersection(
    z.object({
      filter: z.union([
        z.object({ is_to_all: z.literal(true) }),
        z.object({ is_to_all: z.literal(false), tag_id: TagId }),
      ]),
      clientmsgid: ClientMessageId,
    }),
    MassContent,
  ),
  reply: MassJob,
})
