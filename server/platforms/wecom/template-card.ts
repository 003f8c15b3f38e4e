import { z } from 'zod'
import { bytes, chars } from '../text-limits.ts'

/**
 * Template cards (facts C5.3), the five kinds. Counts and lengths are unconfirmed [U] save the number of rows and links.
 * https://developer.work.weixin.qq.com/document/path/90236
 */
const TaskId = z.string().regex(/^[0-9a-zA-Z_\-@]{1,128}$/)
const Titled = z.object({ title: z.string().optional(), desc: z.string().optional() })
const CardAction = z.discriminatedUnion('type', [
  z.object({ type: z.literal(1), url: z.string() }),
  z.object({ type: z.literal(2), appid: z.string(), pagepath: z.string().optional() }),
])
const Jump = z.discriminatedUnion('type', [
  z.object({ type: z.literal(0), title: z.string() }),
  z.object({ type: z.literal(1), title: z.string(), url: z.string() }),
  z.object({ type: z.literal(2), title: z.string(), appid: z.string(), pagepath: z.string().optional() }),
])
const Row = z.object({
  /** 0 text, 1 link, 2 file, 3 member. */
  type: z.number().int().min(0).max(3).optional(),
  keyname: z.string(),
  value: z.string().optional(),
  url: z.string().optional(),
  media_id: z.string().optional(),
  userid: z.string().optional(),
})
const Choice = z.object({
  question_key: bytes(1024),
  title: z.string().optional(),
  option_list: z.array(z.object({ id: z.string(), text: z.string() })).min(1),
  selected_id: z.string().optional(),
})

const shared = {
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
      action_list: z.array(z.object({ text: z.string(), key: bytes(1024) })).min(1),
    })
    .optional(),
  main_title: Titled.optional(),
  /** Only in an update: what the pressed buttons say from now on. */
  replace_text: z.string().optional(),
}
const withText = {
  ...shared,
  quote_area: z
    .object({
      type: z.number().int().optional(),
      url: z.string().optional(),
      title: z.string().optional(),
      quote_text: z.string().optional(),
      appid: z.string().optional(),
      pagepath: z.string().optional(),
    })
    .optional(),
  horizontal_content_list: z.array(Row).max(6).optional(),
}
const jumps = { jump_list: z.array(Jump).max(3).optional() }

const TextNotice = z.object({
  card_type: z.literal('text_notice'),
  ...withText,
  ...jumps,
  sub_title_text: z.string().optional(),
  emphasis_content: Titled.optional(),
  task_id: TaskId.optional(),
  card_action: CardAction,
})
const NewsNotice = z.object({
  card_type: z.literal('news_notice'),
  ...withText,
  ...jumps,
  card_image: z.object({ url: z.string(), aspect_ratio: z.number().optional() }).optional(),
  image_text_area: z
    .object({
      type: z.number().int().optional(),
      url: z.string().optional(),
      title: z.string().optional(),
      desc: z.string().optional(),
      image_url: z.string(),
    })
    .optional(),
  vertical_content_list: z.array(Titled).optional(),
  task_id: TaskId.optional(),
  card_action: CardAction,
})

const Button = z
  .object({
    /** 1 opens `url`; otherwise the press comes back as an event with `key`. */
    type: z.union([z.literal(0), z.literal(1)]).optional(),
    text: chars(10).min(1),
    style: z.number().int().min(1).max(4).optional(),
    key: bytes(1024).optional(),
    url: z.string().optional(),
  })
  .refine(({ type, key, url }) => (type === 1 ? url !== undefined : key !== undefined), {
    message: 'neither key nor url',
  })
const ButtonInteraction = z.object({
  card_type: z.literal('button_interaction'),
  ...withText,
  sub_title_text: z.string().optional(),
  task_id: TaskId,
  button_selection: Choice.optional(),
  button_list: z.array(Button).min(1).max(6),
  card_action: CardAction.optional(),
})

const SubmitButton = z.object({ text: z.string().min(1), key: bytes(1024) })
const VoteInteraction = z.object({
  card_type: z.literal('vote_interaction'),
  ...shared,
  task_id: TaskId,
  checkbox: z.object({
    question_key: bytes(1024),
    option_list: z.array(z.object({ id: z.string(), text: z.string(), is_checked: z.boolean().optional() })).min(1),
    /** 0 one answer, 1 several. */
    mode: z.union([z.literal(0), z.literal(1)]).optional(),
  }),
  submit_button: SubmitButton,
})
const MultipleInteraction = z.object({
  card_type: z.literal('multiple_interaction'),
  ...shared,
  task_id: TaskId,
  select_list: z.array(Choice).min(1).max(3),
  submit_button: SubmitButton,
})

export const TemplateCard = z.discriminatedUnion('card_type', [
  TextNotice,
  NewsNotice,
  ButtonInteraction,
  VoteInteraction,
  MultipleInteraction,
])
export type TemplateCard = z.infer<typeof TemplateCard>
