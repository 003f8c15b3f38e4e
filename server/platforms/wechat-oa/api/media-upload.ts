import { z } from 'zod'
import { defineCall } from '../../call.ts'
import { AnyMedia, fitsItsKind, MediaKind } from '../media.ts'

/** Kept three days. A thumbnail's id comes under a name of its own [U]. */
export const mediaUpload = defineCall({
  doc: 'https://developers.weixin.qq.com/doc/offiaccount/Asset_Management/New_temporary_materials.html',
  method: 'POST',
  path: '/cgi-bin/media/upload',
  repeat: 'safe',
  query: ['type'],
  file: 'media',
  input: z.object({ type: MediaKind, media: AnyMedia }).refine(fitsItsKind, { message: 'too large for its kind' }),
  reply: z.union([
    z.object({ media_id: z.string(), created_at: z.number() }),
    z
      .object({ thumb_media_id: z.string(), created_at: z.number() })
      .transform(({ thumb_media_id, created_at }) => ({ media_id: thumb_media_id, created_at })),
  ]),
})
