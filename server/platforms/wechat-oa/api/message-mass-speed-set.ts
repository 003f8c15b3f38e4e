import { z } from 'zod'
import { defineCall } from '../../call.ts'
import { massDoc } from '../mass.ts'

/** 0 is the fastest. */
export const messageMassSpeedSet = defineCall({
  doc: massDoc,
  method: 'POST',
  path: '/cgi-bin/message/mass/speed/set',
  repeat: 'safe',
  input: z.object({ speed: z.number().int().min(0).max(4) }),
  reply: z.object({}),
})
