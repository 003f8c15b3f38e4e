import { z } from 'zod'
import { defineCall } from '../../call.ts'
import { AnyMedia, fitsItsKind, MediaKind } from '../media.ts'

/** Kept for good and counted (100,000 pictures, 1,000 others [U]): a second copy stays, so it is never sent twice. */
export const materialAddMaterial = defineCall({
  doc: 'https://developers.weixin.qq.com/doc/offiaccount/Asset_Management/Adding_Permanent_Assets.html',
  method: 'POST',
  path: '/cgi-bin/material/add_material',
  repeat: 'unsafe',
  query: ['type'],
  file: 'media',
  input: z
    .object({
      type: MediaKind,
      media: AnyMedia,
      /** Of videos only. */
      description: z.object({ title: z.string(), introduction: z.string() }).optional(),
    })
    .refine(fitsItsKind, { message: 'too large for its kind' })
    .refine(({ type, description }) => (type === 'video') === (description !== undefined), {
      message: 'a video has a title and an introduction, nothing else has',
    }),
  /** Only a picture has an address. */
  reply: z.object({ media_id: z.string(), url: z.string().optional() }),
})
