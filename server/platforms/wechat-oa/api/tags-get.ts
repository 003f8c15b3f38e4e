import { z } from 'zod'
import { defineCall } from '../../call.ts'
import { tagsDoc } from '../tags.ts'

export const tagsGet = defineCall({
  doc: tagsDoc,
  method: 'GET',
  path: '/cgi-bin/tags/get',
  repeat: 'safe',
  input: z.object({}),
  reply: z.object({ tags: z.array(z.object({ id: z.number().int(), name: z.string(), count: z.number() })) }),
})
