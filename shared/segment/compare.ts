import { z } from 'zod'
import { addDays, dayOf, instantOf } from '../local-time.ts'
import type { Rule } from './rule.ts'

/**
 * Pieces of settings that conditions share: texts, numbers and days compared, each with its rule and its Chinese words.
 * What somebody types is a text to look for, never a pattern.
 */
export const Words = (max: number, asked: string) =>
  z
    .string()
    .min(1, asked)
    .max(max)
    .refine((text) => !text.includes('\0'), '不能含有控制字符')

export const Day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, '日期应为 2026-11-22 这样')
  .refine((day) => !Number.isNaN(Date.parse(`${day}T00:00:00Z`)) && addDays(day, 0) === day, '没有这一天')

export const value = Words(200, '请填写要比较的内容').meta({ title: '内容', widget: 'line' })
export const values = z
  .array(Words(200, '请填写要比较的内容'))
  .min(1, '至少填写一个')
  .max(100)
  .meta({ title: '其中之一', widget: 'tags' })

export const textWords = {
  equals: '是',
  'not-equals': '不是',
  contains: '包含',
  'not-contains': '不包含',
  'starts-with': '开头是',
  in: '是其中之一',
  'not-in': '不是其中任何一个',
  'is-set': '有值',
  'is-not-set': '没有值',
} as const
const textOperator = { title: '比较', labels: textWords }
const textOptions = [
  z.object({
    operator: z.enum(['equals', 'not-equals', 'contains', 'not-contains', 'starts-with']).meta(textOperator),
    value,
  }),
  z.object({ operator: z.enum(['in', 'not-in']).meta(textOperator), values }),
  z.object({ operator: z.enum(['is-set', 'is-not-set']).meta(textOperator) }),
] as const
export const TextComparison = z.discriminatedUnion('operator', textOptions)
export type TextComparison = z.infer<typeof TextComparison>

export function textRule(at: string, own: TextComparison): Rule {
  switch (own.operator) {
    case 'equals':
      return { at, is: [own.value] }
    case 'not-equals':
      return { not: { at, is: [own.value] } }
    case 'contains':
      return { at, contains: own.value }
    case 'not-contains':
      return { not: { at, contains: own.value } }
    case 'starts-with':
      return { at, startsWith: own.value }
    case 'in':
      return { at, is: own.values }
    case 'not-in':
      return { not: { at, is: own.values } }
    case 'is-set':
      return { not: { at, is: [null] } }
    case 'is-not-set':
      return { at, is: [null] }
  }
}

export function textSaid(label: string, own: TextComparison): string {
  switch (own.operator) {
    case 'in':
    case 'not-in':
      return `${label}${own.operator === 'in' ? '是' : '不是'}「${own.values.join('」「')}」${own.operator === 'in' ? '之一' : '中的任何一个'}`
    case 'is-set':
      return `有${label}`
    case 'is-not-set':
      return `没有${label}`
    default:
      return `${label}${textWords[own.operator]}「${own.value}」`
  }
}

export const numberWords = {
  'number-equals': '数值等于',
  above: '大于',
  'at-least': '大于等于',
  below: '小于',
  'at-most': '小于等于',
  'number-between': '介于',
} as const
const numberOperator = { title: '比较', labels: numberWords }
const limit = z.number().min(-1e12).max(1e12)
const numberOptions = [
  z.object({
    operator: z.enum(['number-equals', 'above', 'at-least', 'below', 'at-most']).meta(numberOperator),
    number: limit.meta({ title: '数值' }),
  }),
  z.object({
    operator: z.literal('number-between').meta(numberOperator),
    least: limit.meta({ title: '最小' }),
    most: limit.meta({ title: '最大' }),
  }),
] as const
export const NumberComparison = z.discriminatedUnion('operator', numberOptions)
export type NumberComparison = z.infer<typeof NumberComparison>

export function numberRule(at: string, own: NumberComparison): Rule {
  switch (own.operator) {
    case 'number-equals':
      return { at, is: [own.number] }
    case 'above':
      return { at, above: own.number }
    case 'at-least':
      return { at, from: own.number }
    case 'below':
      return { at, below: own.number }
    case 'at-most':
      return { at, to: own.number }
    case 'number-between':
      return { at, from: own.least, to: own.most }
  }
}

const numberSigns = { 'number-equals': '等于', above: '大于', 'at-least': '不小于', below: '小于', 'at-most': '不大于' }
export const numberSaid = (label: string, own: NumberComparison): string =>
  own.operator === 'number-between'
    ? `${label}在 ${own.least} 到 ${own.most} 之间`
    : `${label}${numberSigns[own.operator]} ${own.number}`

const whenWords = { last: '最近几天', before: '几天以前', between: '两个日期之间', ever: '不限时间' }
const when = { title: '时间', labels: whenWords }
const days = (title: string) => z.number().int().min(1, '至少 1 天').max(3650, '最多 3650 天').meta({ title })
/** Days of the company's calendar. The last day is today. */
export const Window = z.discriminatedUnion('when', [
  z.object({ when: z.literal('last').default('last').meta(when), days: days('天数') }),
  z.object({ when: z.literal('before').meta(when), days: days('多少天以前') }),
  z.object({ when: z.literal('between').meta(when), from: Day.meta({ title: '从' }), to: Day.meta({ title: '到' }) }),
  z.object({ when: z.literal('ever').meta(when) }),
])
export type Window = z.infer<typeof Window>

export function windowSaid(own: Window): string {
  switch (own.when) {
    case 'last':
      return `最近 ${own.days} 天`
    case 'before':
      return `${own.days} 天以前`
    case 'between':
      return `${own.from} 到 ${own.to} `
    case 'ever':
      return ''
  }
}

type Here = { now: Date; timeZone: string }
/** The first and the last day of a window; today is the first of the last `days`, so that "1 day" means today. */
export function daysOf(own: Window, { now, timeZone }: Here): { from: string | null; to: string | null } {
  const today = dayOf(now, timeZone)
  switch (own.when) {
    case 'last':
      return { from: addDays(today, 1 - own.days), to: null }
    case 'before':
      return { from: null, to: addDays(today, -own.days) }
    case 'between':
      return { from: own.from, to: own.to }
    case 'ever':
      return { from: null, to: null }
  }
}

/** What is a day, and not only later than one: it starts with its year. */
const DAYS = { from: '0000-01-01', to: '9999-12-31' }

/** A day within the window. */
export function dayRule(at: string, own: Window, here: Here): Rule {
  const { from, to } = daysOf(own, here)
  return { at, from: from ?? DAYS.from, to: to ?? DAYS.to }
}

/** The moments from the first instant of the window's first day to the last instant of its last. */
export function momentsOf(own: Window, here: Here): { from: Date | null; below: Date | null } {
  const { from, to } = daysOf(own, here)
  return {
    from: from === null ? null : instantOf(from, '00:00', here.timeZone),
    below: to === null ? null : instantOf(addDays(to, 1), '00:00', here.timeZone),
  }
}

/** A moment within the window; any moment where the window has no end. */
export function momentRule(at: string, own: Window, here: Here): Rule {
  const { from, below } = momentsOf(own, here)
  return { at, from: from ?? new Date(0), ...(below === null ? {} : { below }) }
}
