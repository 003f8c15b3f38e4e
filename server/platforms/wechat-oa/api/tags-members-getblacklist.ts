import { z } from 'zod'
import { defineCall } from '../../call.ts'
import { blacklistDoc, OpenIdPage } from '../tags.ts'

export const tagsMembersGetblacklist = defineCall({
  doc: blacklistDoc,
  method: 'POST',
  path: '/cgi-bin/tags/members/getblacklist',
  repeat: 'safe',
  input: z.object({ begin_openid: z.string().default('') }),
  reply: OpenIdPage.extend({ total: z.number() }),
})
