import { z } from 'zod'
import { defineCall } from '../../call.ts'
import { fileUpTo, fitsItsKind, MediaKind, Uploaded } from '../media.ts'

/** For messages, welcomes and mass messages. A second copy does no harm: both end after three days. */
export const mediaUpload = defineCall({
  doc: 'https://developer.work.weixin.qq.com/document/path/90253',
  method: 'POST',
  path: '/cgi-bin/media/upload',
  repeat: 'safe',
  query: ['type'],
  file: 'media',
  input: z
    .object({ type: MediaKind, media: fileUpTo(20) })
    .refine(({ type, media }) => fitsItsKind(type, media), { message: 'too large for its kind' }),
  reply: Uploaded,
})
