import { z } from 'zod'
import { defineCall } from '../../call.ts'
import { massDoc } from '../mass.ts'

export const messageMassSpeedGet = defineCall({
  doc: massDoc,
  method: 'POST',
  path: '/cgi-bin/message/mass/speed/get',
  repeat: 'safe',
  input: z.object({}),
  /** The level, and the messages a minute it stands for, in ten thousands. */
  reply: z.object({ speed: z.number().int(), realspeed: z.number() }),
})
