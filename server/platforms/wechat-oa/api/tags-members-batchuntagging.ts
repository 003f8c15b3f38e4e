import { z } from 'zod'
import { defineCall } from '../../call.ts'
import { Tagging, tagsDoc } from '../tags.ts'

export const tagsMembersBatchuntagging = defineCall({
  doc: tagsDoc,
  method: 'POST',
  path: '/cgi-bin/tags/members/batchuntagging',
  repeat: 'safe',
  input: Tagging,
  reply: z.object({}),
})
