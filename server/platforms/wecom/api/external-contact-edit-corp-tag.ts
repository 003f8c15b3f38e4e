import { z } from 'zod'
import { defineCall } from '../../call.ts'
import { chars } from '../../text-limits.ts'

/** A tag or a group by its id. An app changes only what it made itself. */
export const externalContactEditCorpTag = defineCall({
  doc: 'https://developer.work.weixin.qq.com/document/path/92117',
  method: 'POST',
  path: '/cgi-bin/externalcontact/edit_corp_tag',
  repeat: 'safe',
  input: z.object({
    id: z.string().min(1),
    name: chars(30).min(1).optional(),
    order: z.number().int().min(0).optional(),
    agentid: z.number().int().optional(),
  }),
  reply: z.object({}),
})
