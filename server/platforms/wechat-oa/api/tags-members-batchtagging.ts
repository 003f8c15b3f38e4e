import { z } from 'zod'
import { defineCall } from '../../call.ts'
import { Tagging, tagsDoc } from '../tags.ts'

export const tagsMembersBatchtagging = defineCall({
  doc: tagsDoc,
  method: 'POST',
  path: '/cgi-bin/tags/members/batchtagging',
  repeat: 'safe',
  input: Tagging,
  reply: z.object({}),
})
