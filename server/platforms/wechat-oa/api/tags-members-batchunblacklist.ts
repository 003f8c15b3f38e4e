import { z } from 'zod'
import { defineCall } from '../../call.ts'
import { Blacklisting, blacklistDoc } from '../tags.ts'

export const tagsMembersBatchunblacklist = defineCall({
  doc: blacklistDoc,
  method: 'POST',
  path: '/cgi-bin/tags/members/batchunblacklist',
  repeat: 'safe',
  input: Blacklisting,
  reply: z.object({}),
})
