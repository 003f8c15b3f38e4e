import { z } from 'zod'
import type { TemplateCard } from '../platforms/wecom/template-card.ts'

/**
 * Template cards (facts C5.3), the five kinds. `notice` and `buttons` read the same fields: with buttons it is a
 * `button_interaction`, without a `text_notice`, which then needs an address to open. Lengths are unconfirmed [U].
 */
const head = {
  source: z.string().max(13).optional().meta({ title: '来源' }),
  title: z.string().min(1).max(36).meta({ title: '标题' }),
  description: z.string().max(44).optional().meta({ title: '副标题' }),
}
/** Unique in the app; comes back with every click. An alert's id. */
const task = z.string().regex(/^[0-9a-zA-Z_\-@]{1,128}$/)
const facts = z
  .array(z.object({ name: z.string().min(1).max(5), value: z.string().min(1).max(30) }))
  .max(6)
  .default([])
const url = z.url().meta({ title: '点击后打开', widget: 'url' })
/** At most 1,024 bytes, which a Chinese character uses three of (facts C5.3). */
const key = z
  .string()
  .min(1)
  .refine((text) => new TextEncoder().encode(text).length <= 1024, { message: '最多 1024 字节' })
const option = z.object({ id: z.string().min(1).max(128), text: z.string().min(1).max(11) })
const submit = z.object({ key, text: z.string().min(1).max(10).default('提交') })

export const Card = z
  .object({
    form: z.literal('card'),
    ...head,
    text: z.string().max(160).optional().meta({ title: '正文' }),
    facts,
    url: url.optional(),
    buttons: z
      .array(z.object({ key, text: z.string().min(1).max(10), style: z.number().int().min(1).max(4).default(1) }))
      .max(6)
      .default([]),
    /** A choice above the buttons, sent with the click. */
    choice: z.object({ key, title: z.string().max(36).optional(), options: z.array(option).min(1).max(10) }).optional(),
    task,
  })
  .refine(({ url, buttons }) => url !== undefined || buttons.length > 0, { message: '没有按钮的卡片需要填写链接' })
  .refine(({ choice, buttons }) => choice === undefined || buttons.length > 0, { message: '有选项的卡片需要按钮' })
  .meta({ title: '按钮卡片' })

export const NewsCard = z
  .object({
    form: z.literal('news-card'),
    ...head,
    picture: z.url().meta({ title: '图片地址' }),
    ratio: z.number().min(1.3).max(2.25).optional().meta({ title: '图片宽高比' }),
    facts,
    url,
    task: task.optional(),
  })
  .meta({ title: '图文卡片' })

export const VoteCard = z
  .object({
    form: z.literal('vote-card'),
    ...head,
    question: key,
    options: z.array(option).min(1).max(20),
    several: z.boolean().default(false).meta({ title: '可多选' }),
    submit,
    task,
  })
  .meta({ title: '投票卡片' })

export const ChoicesCard = z
  .object({
    form: z.literal('choices-card'),
    ...head,
    questions: z
      .array(z.object({ key, title: z.string().min(1).max(13), options: z.array(option).min(1).max(10) }))
      .min(1)
      .max(3),
    submit,
    task,
  })
  .meta({ title: '多项选择卡片' })

type AnyCard =
  | z.output<typeof Card>
  | z.output<typeof NewsCard>
  | z.output<typeof VoteCard>
  | z.output<typeof ChoicesCard>

export function cardOf(card: AnyCard): TemplateCard {
  const { source, title, description } = card
  const shared = {
    ...(source !== undefined && { source: { desc: source, desc_color: 0 } }),
    main_title: { title, ...(description !== undefined && { desc: description }) },
  }
  switch (card.form) {
    case 'card':
      return { ...shared, ...noticeOf(card) }
    case 'news-card': {
      const { picture, ratio, facts, url, task } = card
      return {
        card_type: 'news_notice',
        ...shared,
        card_image: { url: picture, ...(ratio !== undefined && { aspect_ratio: ratio }) },
        horizontal_content_list: rowsOf(facts),
        card_action: { type: 1, url },
        ...(task !== undefined && { task_id: task }),
      }
    }
    case 'vote-card': {
      const { question, options, several, submit, task } = card
      const mode = several ? (1 as const) : (0 as const)
      const checkbox = { question_key: question, option_list: options, mode }
      return { card_type: 'vote_interaction', ...shared, checkbox, submit_button: submit, task_id: task }
    }
    case 'choices-card': {
      const { questions, submit, task } = card
      const select_list = questions.map(({ key, title, options }) => ({
        question_key: key,
        title,
        option_list: options,
      }))
      return { card_type: 'multiple_interaction', ...shared, select_list, submit_button: submit, task_id: task }
    }
  }
}

const rowsOf = (facts: readonly { name: string; value: string }[]) =>
  facts.map(({ name, value }) => ({ keyname: name, value }))

function noticeOf({ text, facts, url, buttons, choice, task }: z.output<typeof Card>) {
  const shared = {
    ...(text !== undefined && { sub_title_text: text }),
    horizontal_content_list: rowsOf(facts),
    task_id: task,
  }
  if (buttons.length === 0) {
    return { card_type: 'text_notice' as const, ...shared, card_action: { type: 1 as const, url: url ?? '' } }
  }
  return {
    card_type: 'button_interaction' as const,
    ...shared,
    ...(url !== undefined && { card_action: { type: 1 as const, url } }),
    ...(choice && {
      button_selection: {
        question_key: choice.key,
        option_list: choice.options,
        ...(choice.title !== undefined && { title: choice.title }),
      },
    }),
    button_list: buttons,
  }
}
