import { z } from 'zod'
import { type Upload, uploadUpTo } from '../upload.ts'

const MEGABYTE = 1024 * 1024
/** The platform refuses a file that is smaller (40006). */
const SMALLEST_BYTES = 6

/** What there is, and how large it may be (facts C5.6). */
export const MediaKind = z.enum(['image', 'voice', 'video', 'file'])
type MediaKind = z.infer<typeof MediaKind>
const MAX_BYTES: Record<MediaKind, number> = {
  image: 10 * MEGABYTE,
  voice: 2 * MEGABYTE,
  video: 10 * MEGABYTE,
  file: 20 * MEGABYTE,
}
export const fitsItsKind = (kind: MediaKind, { size }: Upload) => size <= MAX_BYTES[kind]

export const fileUpTo = (megabytes: number) =>
  uploadUpTo(megabytes * MEGABYTE).refine(({ size }) => size >= SMALLEST_BYTES, { message: 'smaller than 6 bytes' })

/** `created_at` is a text here, a number with Official Accounts. Good for three days, in every app of the company. */
export const Uploaded = z.object({ media_id: z.string().min(1), created_at: z.coerce.number() })

/** Our own cap is above what may be uploaded: members and customers send larger files. */
export const mediaBytes = {
  types: ['image/', 'audio/', 'video/', 'application/', 'text/', 'voice/'],
  max: 200 * MEGABYTE,
}
