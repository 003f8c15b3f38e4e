import { z } from 'zod'
import { defineCall } from '../../call.ts'
import { TagId, TagName, tagsDoc } from '../tags.ts'

export const tagsUpdate = defineCall({
  doc: tagsDoc,
  method: 'POST',
  path: '/cgi-bin/tags/update',
  repeat: 'safe',
  input: z.object({ tag: z.object({ id: TagId, name: TagName }) }),
  reply: z.object({}),
})
