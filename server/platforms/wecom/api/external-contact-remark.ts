import { z } from 'zod'
import { ExternalUserId, StaffId } from '../../../../shared/ids.ts'
import { defineCall } from '../../call.ts'
import { chars } from '../../text-limits.ts'

/** What one member calls one customer. `remark_mobiles` replaces the list; `['']` clears it. Raises no callback (C2.2). */
export const externalContactRemark = defineCall({
  doc: 'https://developer.work.weixin.qq.com/document/path/92115',
  method: 'POST',
  path: '/cgi-bin/externalcontact/remark',
  repeat: 'safe',
  input: z
    .object({
      userid: StaffId,
      external_userid: ExternalUserId,
      remark: chars(20).optional(),
      description: chars(150).optional(),
      remark_company: chars(20).optional(),
      remark_mobiles: z.array(z.string()).optional(),
      remark_pic_mediaid: z.string().optional(),
    })
    .refine(({ userid: _member, external_userid: _customer, ...given }) => Object.keys(given).length > 0, {
      message: 'nothing to note',
    }),
  reply: z.object({}),
})
