import { z } from 'zod'
import { StaffId } from '../../../shared/ids.ts'
import { bytes, chars } from '../text-limits.ts'

/** What is said when a temporary chat ends: a text and at most one of the others (facts C4.2). */
const Conclusions = z
  .object({
    text: z.object({ content: bytes(4000) }).optional(),
    image: z.object({ media_id: z.string() }).optional(),
    link: z
      .object({ title: z.string(), picurl: z.string().optional(), desc: z.string().optional(), url: z.string() })
      .optional(),
    miniprogram: z
      .object({ title: z.string(), pic_media_id: z.string(), appid: z.string(), page: z.string() })
      .optional(),
  })
  .refine(({ image, link, miniprogram }) => [image, link, miniprogram].filter((one) => one !== undefined).length <= 1, {
    message: 'one attachment at most',
  })

const FOURTEEN_DAYS = 14 * 86_400

/** Shared by adding and updating. `user` and `party` come to at most 100 members; an update overwrites both lists. */
export const contactWaySettings = {
  style: z.number().int().optional(),
  remark: chars(30).optional(),
  skip_verify: z.boolean().optional(),
  /** Comes back in the event of being added; an empty one is not sent at all. */
  state: chars(30).optional(),
  user: z.array(StaffId).max(100).optional(),
  party: z.array(z.number().int()).optional(),
  expires_in: z.number().int().min(1).max(FOURTEEN_DAYS).optional(),
  chat_expires_in: z.number().int().min(1).max(FOURTEEN_DAYS).optional(),
  unionid: z.string().optional(),
  mark_source: z.boolean().optional(),
  conclusions: Conclusions.optional(),
}
