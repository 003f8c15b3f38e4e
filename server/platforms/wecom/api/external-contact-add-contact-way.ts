import { z } from 'zod'
import { defineCall } from '../../call.ts'
import { contactWaySettings } from '../contact-way.ts'

/** A 「联系我」 code or button. The console does not list it: keep `config_id`, or it can't be found again. */
export const externalContactAddContactWay = defineCall({
  doc: 'https://developer.work.weixin.qq.com/document/path/92228',
  method: 'POST',
  path: '/cgi-bin/externalcontact/add_contact_way',
  repeat: 'unsafe',
  input: z
    .object({
      /** 1 for one member, 2 for several. */
      type: z.union([z.literal(1), z.literal(2)]),
      /** 1 a button of a mini-program, 2 a QR code. */
      scene: z.union([z.literal(1), z.literal(2)]),
      is_temp: z.boolean().optional(),
      is_exclusive: z.boolean().optional(),
      ...contactWaySettings,
    })
    .refine(({ type, user = [], party = [] }) => type === 2 || (user.length === 1 && party.length === 0), {
      message: 'type 1 is one member and no department',
    })
    .refine(({ user = [], party = [] }) => user.length + party.length > 0, { message: 'nobody to contact' })
    .refine(({ type, is_temp = false }) => type === 1 || !is_temp, { message: 'a temporary chat has one member' }),
  reply: z.object({ config_id: z.string().min(1), qr_code: z.string().optional() }),
})
