import { z } from 'zod'
import { defineCall, LooseId } from '../../call.ts'
import { massDoc } from '../mass.ts'

export const messageMassGet = defineCall({
  doc: massDoc,
  method: 'POST',
  path: '/cgi-bin/message/mass/get',
  repeat: 'safe',
  input: z.object({ msg_id: z.string().min(1) }),
  /** SEND_SUCCESS; SENDING, SEND_FAIL and DELETE are [U]. */
  reply: z.object({ msg_id: LooseId, msg_status: z.string() }),
})
