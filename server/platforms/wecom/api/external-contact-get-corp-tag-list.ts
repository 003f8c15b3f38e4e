import { z } from 'zod'
import { defineCall } from '../../call.ts'
import { TagGroup } from '../tag-group.ts'

/** Both lists empty: every group. With both given the platform looks at `group_id` alone. */
export const externalContactGetCorpTagList = defineCall({
  doc: 'https://developer.work.weixin.qq.com/document/path/92117',
  method: 'POST',
  path: '/cgi-bin/externalcontact/get_corp_tag_list',
  repeat: 'safe',
  input: z.object({ tag_id: z.array(z.string()).default([]), group_id: z.array(z.string()).default([]) }),
  reply: z.object({ tag_group: z.array(TagGroup).default([]) }),
})
