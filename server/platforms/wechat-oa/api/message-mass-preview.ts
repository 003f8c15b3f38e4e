import { z } from 'zod'
import { OpenId } from '../../../../shared/ids.ts'
import { defineCall, LooseId } from '../../call.ts'
import { massDoc, PreviewContent } from '../mass.ts'

export const messageMassPreview = defineCall({
  doc: massDoc,
  method: 'POST',
  path: '/cgi-bin/message/mass/preview',
  repeat: 'unsafe',
  input: z.intersection(
    z.union([z.object({ touser: OpenId }), z.object({ towxname: z.string().min(1) })]),
    PreviewContent,
  ),
  reply: z.object({ msg_id: LooseId.optional() }),
})
