import { z } from 'zod'
import { defineCall } from '../../call.ts'
import { chars } from '../../text-limits.ts'
import { TagGroup } from '../tag-group.ts'

/**
 * Into a group by its id, or by its name, which makes the group when there is none. Unsafe: that a second one of the
 * same name is refused (40071) is unconfirmed [U]. The answer holds one group, not a list.
 */
export const externalContactAddCorpTag = defineCall({
  doc: 'https://developer.work.weixin.qq.com/document/path/92117',
  method: 'POST',
  path: '/cgi-bin/externalcontact/add_corp_tag',
  repeat: 'unsafe',
  input: z
    .object({
      group_id: z.string().min(1).optional(),
      group_name: z.string().min(1).optional(),
      order: z.number().int().min(0).optional(),
      tag: z.array(z.object({ name: chars(30).min(1), order: z.number().int().min(0).optional() })).min(1),
      agentid: z.number().int().optional(),
    })
    .refine(({ group_id, group_name }) => group_id !== undefined || group_name !== undefined, {
      message: 'neither group_id nor group_name',
    }),
  reply: z.object({ tag_group: TagGroup }),
})
