import { z } from 'zod'
import { bytes } from '../text-limits.ts'

/** What hangs on a welcome and on a mass message (facts C4.6, C4.7): at most nine, five kinds. */
const Image = z
  .object({ media_id: z.string().optional(), pic_url: z.string().optional() })
  .refine(({ media_id, pic_url }) => media_id !== undefined || pic_url !== undefined, { message: 'no picture' })
const Link = z.object({
  title: bytes(128).min(1),
  picurl: z.string().optional(),
  desc: bytes(512).optional(),
  url: z.string().min(1),
})
const MiniProgram = z.object({
  title: bytes(64).min(1),
  pic_media_id: z.string(),
  appid: z.string(),
  page: z.string(),
})
const Media = z.object({ media_id: z.string() })

export const Attachment = z.discriminatedUnion('msgtype', [
  z.object({ msgtype: z.literal('image'), image: Image }),
  z.object({ msgtype: z.literal('link'), link: Link }),
  z.object({ msgtype: z.literal('miniprogram'), miniprogram: MiniProgram }),
  z.object({ msgtype: z.literal('video'), video: Media }),
  z.object({ msgtype: z.literal('file'), file: Media }),
])
export type Attachment = z.infer<typeof Attachment>
export const Attachments = z.array(Attachment).max(9)

/** A message is a text, attachments, or both. */
export const messageParts = {
  text: z.object({ content: bytes(4000) }).optional(),
  attachments: Attachments.optional(),
}
export const isNotEmpty = ({
  text,
  attachments = [],
}: {
  text?: { content: string } | undefined
  attachments?: readonly Attachment[] | undefined
}) => (text?.content ?? '') !== '' || attachments.length > 0
