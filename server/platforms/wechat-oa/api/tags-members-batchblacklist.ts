import { z } from 'zod'
import { defineCall } from '../../call.ts'
import { Blacklisting, blacklistDoc } from '../tags.ts'

export const tagsMembersBatchblacklist = defineCall({
  doc: blacklistDoc,
  method: 'POST',
  path: '/cgi-bin/tags/members/batchblacklist',
  repeat: 'safe',
  input: Blacklisting,
  reply: z.object({}),
})
