import { z } from 'zod'
import { actionOnCard, cardCommon, cardJumps, Url } from './card-parts.ts'

/** The cards beside text_notice and button_interaction (facts C5.3); counts are the sheet's [U]. */
const Titled = z.object({ title: z.string().optional(), desc: z.string().optional() })
const TaskId = z.string().regex(/^[\w\-@]{1,128}$/)

export const NewsNotice = z.object({
  card_type: z.literal('news_notice'),
  ...cardCommon,
  card_image: z.object({ url: Url, aspect_ratio: z.number().optional() }).optional(),
  image_text_area: z
    .object({
      type: z.number().int().optional(),
      url: Url.optional(),
      title: z.string().optional(),
      desc: z.string().optional(),
      image_url: Url,
    })
    .optional(),
  vertical_content_list: z.array(Titled).optional(),
  jump_list: cardJumps.optional(),
  card_action: actionOnCard,
})

const SubmitButton = z.object({ text: z.string().min(1), key: z.string().min(1).max(1024) })
const Options = z.array(z.object({ id: z.string(), text: z.string(), is_checked: z.boolean().optional() })).min(1)

export const VoteInteraction = z.object({
  card_type: z.literal('vote_interaction'),
  ...cardCommon,
  task_id: TaskId,
  checkbox: z.object({
    question_key: z.string().min(1),
    option_list: Options,
    mode: z.union([z.literal(0), z.literal(1)]).default(0),
  }),
  submit_button: SubmitButton,
})

export const MultipleInteraction = z.object({
  card_type: z.literal('multiple_interaction'),
  ...cardCommon,
  task_id: TaskId,
  select_list: z
    .array(
      z.object({
        question_key: z.string().min(1),
        title: z.string().optional(),
        selected_id: z.string().optional(),
        option_list: Options,
      }),
    )
    .min(1)
    .max(3),
  submit_button: SubmitButton,
})
