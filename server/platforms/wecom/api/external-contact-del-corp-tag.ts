import { z } from 'zod'
import { defineCall } from '../../call.ts'

/** The last tag takes its group with it. Deleting twice deletes once; the second answer may be 40068. */
export const externalContactDelCorpTag = defineCall({
  doc: 'https://developer.work.weixin.qq.com/document/path/92117',
  method: 'POST',
  path: '/cgi-bin/externalcontact/del_corp_tag',
  repeat: 'safe',
  input: z
    .object({
      tag_id: z.array(z.string().min(1)).optional(),
      group_id: z.array(z.string().min(1)).optional(),
      agentid: z.number().int().optional(),
    })
    .refine(({ tag_id = [], group_id = [] }) => tag_id.length + group_id.length > 0, { message: 'nothing to delete' }),
  reply: z.object({}),
})
