import { z } from 'zod'
import { type Upload, uploadUpTo } from '../upload.ts'

const MEGABYTE = 1024 * 1024

/** Facts A8.4, all [U]: image 10 MB, voice 2 MB, video 10 MB, thumb 64 KB. */
export const MediaKind = z.enum(['image', 'voice', 'video', 'thumb'])
const MAX_BYTES: Record<z.infer<typeof MediaKind>, number> = {
  image: 10 * MEGABYTE,
  voice: 2 * MEGABYTE,
  video: 10 * MEGABYTE,
  thumb: 64 * 1024,
}
export const AnyMedia = uploadUpTo(10 * MEGABYTE)
export const fitsItsKind = (given: { type: z.infer<typeof MediaKind>; media: Upload }) =>
  given.media.size <= MAX_BYTES[given.type]

/** Content types of stored media; our own cap is twice what may be uploaded, for what the platform made itself. */
export const mediaBytes = { types: ['image/', 'audio/', 'video/', 'application/octet-stream'], max: 20 * MEGABYTE }
