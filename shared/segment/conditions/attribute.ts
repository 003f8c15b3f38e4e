import { z } from 'zod'
import { attributeWords } from '../../attribute-words.ts'
import { addDays, dayOf } from '../../local-time.ts'
import { Day, numberRule, numberSaid, numberWords, textRule, textSaid, textWords, value, values } from '../compare.ts'
import { defineCondition, ofContact } from '../contract.ts'
import type { Rule } from '../rule.ts'

/**
 * One attribute compared: as text (also each entry of a list), as a number, as yes or no, or as a day. They never mix: a
 * number is not compared with a text, and a list has no order and is no day.
 */
const name = z
  .string()
  .regex(/^[^.$\s][^.\s]{0,39}$/, '请填写属性名称，不能含有点号和空格')
  .meta({ title: '属性', widget: 'attribute' })
const ownWords = {
  'has-all': '同时包含每一个',
  'is-true': '为是',
  'is-false': '为否',
  'days-from-now': '距今天数',
  'day-between': '日期介于',
}
const comparison = { title: '比较', labels: { ...textWords, ...numberWords, ...ownWords } }
const number = z.number().min(-1e12).max(1e12)
const away = z.number().int().min(-3650).max(3650)
const settings = z.discriminatedUnion('operator', [
  z.object({
    name,
    operator: z.enum(['equals', 'not-equals', 'contains', 'not-contains', 'starts-with']).meta(comparison),
    value,
  }),
  z.object({ name, operator: z.enum(['in', 'not-in']).meta(comparison), values }),
  z.object({ name, operator: z.literal('has-all').meta(comparison), values }),
  z.object({ name, operator: z.enum(['is-set', 'is-not-set']).meta(comparison) }),
  z.object({ name, operator: z.enum(['is-true', 'is-false']).meta(comparison) }),
  z.object({
    name,
    operator: z.enum(['number-equals', 'above', 'at-least', 'below', 'at-most']).meta(comparison),
    number: number.meta({ title: '数值' }),
  }),
  z.object({
    name,
    operator: z.literal('number-between').meta(comparison),
    least: number.meta({ title: '最小' }),
    most: number.meta({ title: '最大' }),
  }),
  z.object({
    name,
    operator: z.literal('days-from-now').meta(comparison),
    from: away.meta({ title: '最早', description: '距今天数，负数为过去' }),
    to: away.meta({ title: '最晚', description: '距今天数，负数为过去' }),
  }),
  z.object({
    name,
    operator: z.literal('day-between').meta(comparison),
    first: Day.meta({ title: '从' }),
    last: Day.meta({ title: '到' }),
  }),
])
type Settings = z.infer<typeof settings>

const single = (rule: Rule & { at: string }): Rule => ({ all: [rule, { at: rule.at, isList: false }] })

function ruleOf(own: Settings, today: string): Rule {
  const at = `attributes.${own.name}`
  switch (own.operator) {
    case 'has-all':
      return { all: own.values.map((one) => ({ at, is: [one] })) }
    case 'is-true':
    case 'is-false':
      return { at, is: [own.operator === 'is-true'] }
    case 'days-from-now':
      return single({ at, from: addDays(today, own.from), to: addDays(today, own.to) })
    case 'day-between':
      return single({ at, from: own.first, to: own.last })
    case 'number-equals':
    case 'above':
    case 'at-least':
    case 'below':
    case 'at-most':
    case 'number-between':
      return numberRule(at, own)
    default:
      return textRule(at, own)
  }
}

function said(own: Settings): string {
  const label = `「${attributeWords(own.name)}」`
  switch (own.operator) {
    case 'has-all':
      return `${label}同时有「${own.values.join('」「')}」`
    case 'is-true':
    case 'is-false':
      return `${label}${own.operator === 'is-true' ? '为是' : '为否'}`
    case 'days-from-now':
      return `${label}距今 ${own.from} 到 ${own.to} 天`
    case 'day-between':
      return `${label}在 ${own.first} 到 ${own.last} 之间`
    case 'number-equals':
    case 'above':
    case 'at-least':
    case 'below':
    case 'at-most':
    case 'number-between':
      return numberSaid(label, own)
    default:
      return textSaid(label, own)
  }
}

export default defineCondition({
  type: 'attribute',
  label: '属性',
  group: 'attribute',
  settings,
  summary: said,
  changesOn: ['crm.imported', 'form.submitted', 'friend.edited'],
  refersTo: ({ name: attribute }) => [{ to: 'attribute', name: attribute }],
  ...ofContact<Settings>(({ settings: own, now, timeZone }) => ruleOf(own, dayOf(now, timeZone))),
})
