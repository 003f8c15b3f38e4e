import { z } from 'zod'
import { defineCall } from '../../call.ts'
import { TagId, tagsDoc } from '../tags.ts'

/** Takes the tag from everybody who has it, without a word; refused while more than 100,000 have it [U]. */
export const tagsDelete = defineCall({
  doc: tagsDoc,
  method: 'POST',
  path: '/cgi-bin/tags/delete',
  repeat: 'safe',
  input: z.object({ tag: z.object({ id: TagId }) }),
  reply: z.object({}),
})
