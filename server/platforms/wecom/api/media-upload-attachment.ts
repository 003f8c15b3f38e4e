import { z } from 'zod'
import { defineCall } from '../../call.ts'
import { fileUpTo, fitsItsKind, MediaKind, Uploaded } from '../media.ts'

/** What hangs on a moment must be uploaded as that: ids of media/upload are refused there. */
export const mediaUploadAttachment = defineCall({
  doc: 'https://developer.work.weixin.qq.com/document/path/95098',
  method: 'POST',
  path: '/cgi-bin/media/upload_attachment',
  repeat: 'safe',
  query: ['media_type', 'attachment_type'],
  file: 'media',
  input: z
    .object({
      media_type: MediaKind.exclude(['voice']),
      /** 1 of a moment, 2 of a product album. */
      attachment_type: z.union([z.literal(1), z.literal(2)]).default(1),
      media: fileUpTo(20),
    })
    .refine(({ media_type, media }) => fitsItsKind(media_type, media), { message: 'too large for its kind' }),
  reply: Uploaded,
})
