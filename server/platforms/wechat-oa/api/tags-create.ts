import { z } from 'zod'
import { defineCall } from '../../call.ts'
import { TagName, tagsDoc } from '../tags.ts'

export const tagsCreate = defineCall({
  doc: tagsDoc,
  method: 'POST',
  path: '/cgi-bin/tags/create',
  repeat: 'unsafe',
  input: z.object({ tag: z.object({ name: TagName }) }),
  reply: z.object({ tag: z.object({ id: z.number().int(), name: z.string() }) }),
})
