import { z } from 'zod'
import { LooseId } from '../call.ts'
import { bytes } from '../text-limits.ts'

export const massDoc =
  'https://developers.weixin.qq.com/doc/offiaccount/Message_Management/Batch_Sends_and_Originality_Checks.html'

const MediaId = z.object({ media_id: z.string().min(1) })
const Flag = z.union([z.literal(0), z.literal(1)])

const text = z.object({ msgtype: z.literal('text'), text: z.object({ content: z.string().min(1) }) })
const mpnews = z.object({
  msgtype: z.literal('mpnews'),
  mpnews: MediaId,
  /** 1: send on although it is judged a reprint. */
  send_ignore_reprint: Flag.default(0),
})
const voice = z.object({ msgtype: z.literal('voice'), voice: MediaId })
const mpvideo = z.object({ msgtype: z.literal('mpvideo'), mpvideo: MediaId })
const wxcard = z.object({ msgtype: z.literal('wxcard'), wxcard: z.object({ card_id: z.string().min(1) }) })

/** What can be sent to many (facts A7.1). */
export const MassContent = z.discriminatedUnion('msgtype', [
  text,
  mpnews,
  voice,
  mpvideo,
  wxcard,
  z.object({
    msgtype: z.literal('image'),
    images: z.object({
      media_ids: z.array(z.string().min(1)).min(1),
      recommend: z.string().optional(),
      need_open_comment: Flag.optional(),
      only_fans_can_comment: Flag.optional(),
    }),
  }),
])
/** A preview names one picture, not several. */
export const PreviewContent = z.discriminatedUnion('msgtype', [
  text,
  mpnews,
  voice,
  mpvideo,
  wxcard,
  z.object({ msgtype: z.literal('image'), image: MediaId }),
])

/** What makes a repeat harmless: a second job of the same id within 24 hours [U] is refused and names the first (A7.2). */
export const ClientMessageId = bytes(64).min(1)

/** Accepted, not sent: MASSSENDJOBFINISH tells how it went. `msg_data_id` comes with articles only. */
export const MassJob = z.object({ msg_id: LooseId, msg_data_id: LooseId.optional() })
