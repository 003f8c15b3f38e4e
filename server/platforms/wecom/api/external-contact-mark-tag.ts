import { z } from 'zod'
import { ExternalUserId, StaffId } from '../../../../shared/ids.ts'
import { defineCall } from '../../call.ts'

/** Tags of one member's customer. Raises no callback (C2.2); marking again what is marked changes nothing. */
export const externalContactMarkTag = defineCall({
  doc: 'https://developer.work.weixin.qq.com/document/path/92118',
  method: 'POST',
  path: '/cgi-bin/externalcontact/mark_tag',
  repeat: 'safe',
  input: z
    .object({
      userid: StaffId,
      external_userid: ExternalUserId,
      add_tag: z.array(z.string().min(1)).optional(),
      remove_tag: z.array(z.string().min(1)).optional(),
    })
    .refine(({ add_tag = [], remove_tag = [] }) => add_tag.length + remove_tag.length > 0, { message: 'no tag' }),
  reply: z.object({}),
})
