import { z } from 'zod'

/** What the five template cards share (facts C5.3); the counts and lengths are the sheet's [U] values. */
export const Url = z.string().min(1).max(2048)
const Horizontal = z.object({
  type: z.number().int().min(0).max(3).optional(),
  keyname: z.string().min(1),
  value: z.string().optional(),
  url: Url.optional(),
  media_id: z.string().optional(),
  userid: z.string().optional(),
})
const Jump = z.object({
  type: z.number().int().min(0).max(2).optional(),
  title: z.string().min(1),
  url: Url.optional(),
  appid: z.string().optional(),
  pagepath: z.string().optional(),
})
export const cardCommon = {
  source: z
    .object({
      icon_url: z.string().optional(),
      desc: z.string().optional(),
      desc_color: z.number().int().min(0).max(3).optional(),
    })
    .optional(),
  action_menu: z
    .object({
      desc: z.string().optional(),
      action_list: z
        .array(z.object({ text: z.string(), key: z.string() }))
        .min(1)
        .max(3),
    })
    .optional(),
  main_title: z.object({ title: z.string().optional(), desc: z.string().optional() }).optional(),
  quote_area: z
    .object({
      type: z.number().int().optional(),
      url: Url.optional(),
      title: z.string().optional(),
      quote_text: z.string().optional(),
      appid: z.string().optional(),
      pagepath: z.string().optional(),
    })
    .optional(),
  sub_title_text: z.string().optional(),
  horizontal_content_list: z.array(Horizontal).max(6).optional(),
  task_id: z
    .string()
    .regex(/^[\w\-@]{1,128}$/)
    .optional(),
  replace_text: z.string().optional(),
}
export const actionOnCard = z.object({
  type: z.union([z.literal(1), z.literal(2)]),
  url: Url.optional(),
  appid: z.string().optional(),
  pagepath: z.string().optional(),
})

export const cardJumps = z.array(Jump).max(3)
