import { z } from 'zod'
import { defineCall } from '../../call.ts'
import { OpenIdPage, TagId, tagsDoc } from '../tags.ts'

export const userTagGet = defineCall({
  doc: tagsDoc,
  method: 'POST',
  path: '/cgi-bin/user/tag/get',
  repeat: 'safe',
  input: z.object({ tagid: TagId, next_openid: z.string().default('') }),
  reply: OpenIdPage,
})
