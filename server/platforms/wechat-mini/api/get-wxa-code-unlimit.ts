import { z } from 'zod'
import { defineCall } from '../../call.ts'
import { EnvVersion } from '../pages.ts'

const Colour = z.number().int().min(0).max(255)

/** As many codes as one likes, 5,000 a minute [U]. The scene arrives URL-encoded in `query.scene`. */
export const getWxaCodeUnlimit = defineCall({
  doc: 'https://developers.weixin.qq.com/miniprogram/dev/OpenApiDoc/qrcode-link/qr-code/getUnlimitedQRCode.html',
  method: 'POST',
  path: '/wxa/getwxacodeunlimit',
  repeat: 'safe',
  bytes: { types: ['image/'], max: 2 * 1024 * 1024 },
  input: z.object({
    /** No `%`: encode before, in other characters. */
    scene: z.string().regex(/^[0-9a-zA-Z!#$&'()*+,/:;=?@\-._~]{1,32}$/),
    page: z
      .string()
      .regex(/^[^/?][^?]*$/)
      .optional(),
    check_path: z.boolean().optional(),
    env_version: EnvVersion.optional(),
    width: z.number().int().positive().optional(),
    auto_color: z.boolean().optional(),
    line_color: z.object({ r: Colour, g: Colour, b: Colour }).optional(),
    is_hyaline: z.boolean().optional(),
  }),
  /** Never anything but a picture, if no error. */
  reply: z.never(),
})
