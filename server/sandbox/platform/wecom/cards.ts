import { z } from 'zod'
import type { CardContent } from '../../world/message.ts'
import { refuse } from '../refusal.ts'

/** Template cards (facts C5.3); the counts and lengths are the sheet's [U] values. */
const Url = z.string().min(1).max(2048)
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
const CardAction = z.object({
  type: z.union([z.literal(1), z.literal(2)]),
  url: Url.optional(),
  appid: z.string().optional(),
  pagepath: z.string().optional(),
})

export const TextNotice = z.object({
  card_type: z.literal('text_notice'),
  ...shared,
  emphasis_content: z.object({ title: z.string().optional(), desc: z.string().optional() }).optional(),
  jump_list: z.array(Jump).max(3).optional(),
  card_action: CardAction,
})
const Button = z.object({
  type: z.union([z.literal(0), z.literal(1)]).optional(),
  text: z.string().min(1).max(10),
  style: z.number().int().min(1).max(4).optional(),
  key: z.string().min(1).max(1024).optional(),
  url: Url.optional(),
})
export const ButtonInteraction = z.object({
  card_type: z.literal('button_interaction'),
  ...shared,
  task_id: z.string().regex(/^[\w\-@]{1,128}$/),
  button_selection: z
    .object({
      question_key: z.string(),
      title: z.string().optional(),
      option_list: z
        .array(z.object({ id: z.string(), text: z.string() }))
        .min(1)
        .max(10),
      selected_id: z.string().optional(),
    })
    .optional(),
  button_list: z.array(Button).min(1).max(6),
  card_action: CardAction.optional(),
})
export const TemplateCard = z.discriminatedUnion('card_type', [TextNotice, ButtonInteraction])
export type TemplateCard = z.infer<typeof TemplateCard>

/** What schemas cannot say: a title must be somewhere, a link type needs its link, a button its key or its link. */
export function checkCard(card: TemplateCard) {
  const missing = (what: string) => refuse(40058, `invalid parameter: template_card ${what}`)
  if ((card.main_title?.title ?? '') === '' && (card.sub_title_text ?? '') === '') missing('main_title.title')
  if (card.action_menu !== undefined && card.task_id === undefined) missing('task_id')
  if (card.card_action?.type === 1 && card.card_action.url === undefined) missing('card_action.url')
  for (const row of card.horizontal_content_list ?? []) {
    if (row.type === 1 && row.url === undefined) missing('horizontal_content_list.url')
    if (row.type === 3 && row.userid === undefined) missing('horizontal_content_list.userid')
  }
  if (card.card_type === 'text_notice') return
  for (const button of card.button_list) {
    if (button.type === 1 ? button.url === undefined : button.key === undefined) missing('button_list.key')
  }
}

/** The part of a card that a phone draws. */
export function drawCard(card: TemplateCard): CardContent {
  return {
    cardType: card.card_type,
    title: card.main_title?.title ?? '',
    description: card.main_title?.desc ?? '',
    source: card.source?.desc ?? '',
    subTitle: card.sub_title_text ?? '',
    quote: [card.quote_area?.title, card.quote_area?.quote_text].filter((text) => text !== undefined).join('\n'),
    rows: (card.horizontal_content_list ?? []).map((row) => ({
      name: row.keyname,
      value: row.value ?? row.userid ?? '',
      url: row.url ?? null,
    })),
    jumps:
      card.card_type === 'text_notice'
        ? (card.jump_list ?? []).map((jump) => ({ title: jump.title, url: jump.url ?? null }))
        : [],
    buttons:
      card.card_type === 'button_interaction'
        ? card.button_list.map((button) => ({
            text: button.text,
            key: button.key ?? '',
            style: button.style ?? 1,
            url: button.type === 1 ? (button.url ?? null) : null,
          }))
        : [],
    url: card.card_action?.url ?? null,
    taskId: card.task_id ?? '',
  }
}
