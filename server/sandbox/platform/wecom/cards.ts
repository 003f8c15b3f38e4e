import { z } from 'zod'
import type { CardContent } from '../../world/message.ts'
import { refuse } from '../refusal.ts'
import { actionOnCard, cardCommon, cardJumps, Url } from './card-parts.ts'
import { MultipleInteraction, NewsNotice, VoteInteraction } from './more-cards.ts'

/** Template cards (facts C5.3); the counts and lengths are the sheet's [U] values. */
export const TextNotice = z.object({
  card_type: z.literal('text_notice'),
  ...cardCommon,
  emphasis_content: z.object({ title: z.string().optional(), desc: z.string().optional() }).optional(),
  jump_list: cardJumps.optional(),
  card_action: actionOnCard,
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
  ...cardCommon,
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
  card_action: actionOnCard.optional(),
})
export const TemplateCard = z.discriminatedUnion('card_type', [
  TextNotice,
  NewsNotice,
  ButtonInteraction,
  VoteInteraction,
  MultipleInteraction,
])
export type TemplateCard = z.infer<typeof TemplateCard>

/** What schemas cannot say: a title must be somewhere, a link type needs its link, a button its key or its link. */
export function checkCard(card: TemplateCard) {
  const missing = (what: string) => refuse(40058, `invalid parameter: template_card ${what}`)
  if ((card.main_title?.title ?? '') === '' && (card.sub_title_text ?? '') === '') missing('main_title.title')
  if (card.action_menu !== undefined && card.task_id === undefined) missing('task_id')
  const action = 'card_action' in card ? card.card_action : undefined
  if (action?.type === 1 && action.url === undefined) missing('card_action.url')
  if (action?.type === 2 && action.appid === undefined) missing('card_action.appid')
  for (const row of card.horizontal_content_list ?? []) {
    if (row.type === 1 && row.url === undefined) missing('horizontal_content_list.url')
    if (row.type === 3 && row.userid === undefined) missing('horizontal_content_list.userid')
  }
  if (card.card_type === 'news_notice' && card.card_image === undefined && card.image_text_area === undefined) {
    missing('card_image')
  }
  if (card.card_type !== 'button_interaction') return
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
      card.card_type === 'text_notice' || card.card_type === 'news_notice'
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
        : 'submit_button' in card
          ? [{ text: card.submit_button.text, key: card.submit_button.key, style: 1, url: null }]
          : [],
    url: 'card_action' in card ? (card.card_action?.url ?? null) : null,
    taskId: card.task_id ?? '',
    picture: card.card_type === 'news_notice' ? (card.card_image?.url ?? card.image_text_area?.image_url ?? '') : '',
    emphasis:
      card.card_type === 'text_notice' && card.emphasis_content !== undefined
        ? { title: card.emphasis_content.title ?? '', text: card.emphasis_content.desc ?? '' }
        : null,
    lines:
      card.card_type === 'news_notice'
        ? (card.vertical_content_list ?? []).map((one) => ({ title: one.title ?? '', text: one.desc ?? '' }))
        : [],
    questions: questionsOf(card),
    menu: card.action_menu?.action_list ?? [],
  }
}

function questionsOf(card: TemplateCard): CardContent['questions'] {
  switch (card.card_type) {
    case 'button_interaction': {
      const asked = card.button_selection
      if (asked === undefined) return []
      const { question_key: key, title = '', option_list: options, selected_id: first } = asked
      return [{ key, title, many: false, options, chosen: first === undefined ? [] : [first] }]
    }
    case 'vote_interaction': {
      const { question_key: key, option_list: options, mode } = card.checkbox
      const chosen = options.filter((one) => one.is_checked === true).map((one) => one.id)
      return [{ key, title: '', many: mode === 1, options, chosen }]
    }
    case 'multiple_interaction':
      return card.select_list.map(({ question_key: key, title = '', option_list: options, selected_id: first }) => {
        return { key, title, many: false, options, chosen: first === undefined ? [] : [first] }
      })
    default:
      return []
  }
}
