import { z } from 'zod'
import { attributeWords } from '../../attribute-words.ts'
import type { AttributeValue } from '../../contact.ts'
import { addDays, dayOf } from '../../local-time.ts'
import { defineCondition } from '../contract.ts'

/**
 * One attribute compared: as text (also each entry of a list), as a number, or as a day counted from today. The three
 * never mix: a number is not compared with a text, and a list has no order and is no day.
 */
const name = z
  .string()
  .regex(/^[^.$\s][^.\s]{0,39}$/, '请填写属性名称，不能含有点号和空格')
  .meta({ title: '属性', widget: 'attribute' })
const comparison = {
  title: '比较',
  labels: {
    equals: '等于',
    'not-equals': '不等于',
    contains: '包含',
    'is-set': '有值',
    'is-not-set': '没有值',
    'number-equals': '数值等于',
    above: '大于',
    'at-least': '大于等于',
    below: '小于',
    'at-most': '小于等于',
    'days-from-now': '距今天数',
  },
}
const settings = z.discriminatedUnion('operator', [
  z.object({ name, operator: z.enum(['is-set', 'is-not-set']).meta(comparison) }),
  z.object({
    name,
    operator: z.enum(['equals', 'not-equals', 'contains']).meta(comparison),
    value: z.string().min(1, '请填写要比较的内容').max(200).meta({ title: '内容' }),
  }),
  z.object({
    name,
    operator: z.enum(['number-equals', 'above', 'at-least', 'below', 'at-most']).meta(comparison),
    number: z.number().meta({ title: '数值' }),
  }),
  z.object({
    name,
    operator: z.literal('days-from-now').meta(comparison),
    from: z.number().int().min(-3650).max(3650).meta({ title: '最早', description: '距今天数，负数为过去' }),
    to: z.number().int().min(-3650).max(3650).meta({ title: '最晚', description: '距今天数，负数为过去' }),
  }),
])
type Settings = z.infer<typeof settings>

const words = {
  equals: '是',
  'not-equals': '不是',
  contains: '包含',
  'number-equals': '等于',
  above: '大于',
  'at-least': '不小于',
  below: '小于',
  'at-most': '不大于',
} as const
const operators = { above: '$gt', 'at-least': '$gte', below: '$lt', 'at-most': '$lte' } as const

const texts = (value: AttributeValue | undefined): readonly string[] =>
  typeof value === 'string' ? [value] : Array.isArray(value) ? value : []

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&')

function fits(own: Settings, value: AttributeValue | undefined, today: string): boolean {
  switch (own.operator) {
    case 'is-set':
      return value !== undefined
    case 'is-not-set':
      return value === undefined
    case 'equals':
      return texts(value).includes(own.value)
    case 'not-equals':
      return !texts(value).includes(own.value)
    case 'contains':
      return texts(value).some((text) => text.includes(own.value))
    case 'number-equals':
      return value === own.number
    case 'above':
      return typeof value === 'number' && value > own.number
    case 'at-least':
      return typeof value === 'number' && value >= own.number
    case 'below':
      return typeof value === 'number' && value < own.number
    case 'at-most':
      return typeof value === 'number' && value <= own.number
    case 'days-from-now':
      return typeof value === 'string' && value >= addDays(today, own.from) && value <= addDays(today, own.to)
  }
}

function filterFor(own: Settings, today: string): Record<string, unknown> {
  const field = `attributes.${own.name}`
  switch (own.operator) {
    case 'is-set':
      return { [field]: { $exists: true } }
    case 'is-not-set':
      return { [field]: { $exists: false } }
    case 'equals':
      return { [field]: own.value }
    case 'not-equals':
      return { [field]: { $ne: own.value } }
    case 'contains':
      return { [field]: { $regex: escaped(own.value) } }
    case 'number-equals':
      return { [field]: own.number }
    case 'above':
    case 'at-least':
    case 'below':
    case 'at-most':
      return { [field]: { [operators[own.operator]]: own.number } }
    case 'days-from-now':
      return {
        $and: [
          { [field]: { $gte: addDays(today, own.from), $lte: addDays(today, own.to) } },
          { [field]: { $not: { $type: 'array' } } },
        ],
      }
  }
}

export default defineCondition({
  type: 'attribute',
  label: '属性',
  group: 'attribute',
  settings,
  summary(own) {
    const label = `「${attributeWords(own.name)}」`
    switch (own.operator) {
      case 'is-set':
        return `有${label}`
      case 'is-not-set':
        return `没有${label}`
      case 'equals':
      case 'not-equals':
      case 'contains':
        return `${label}${words[own.operator]}「${own.value}」`
      case 'number-equals':
      case 'above':
      case 'at-least':
      case 'below':
      case 'at-most':
        return `${label}${words[own.operator]} ${own.number}`
      case 'days-from-now':
        return `${label}距今 ${own.from} 到 ${own.to} 天`
    }
  },
  changesOn: ['crm.imported', 'form.submitted', 'contact.merged', 'contact.unmerged'],
  matches: ({ contact, settings: own, now, timeZone }) => fits(own, contact.attributes[own.name], dayOf(now, timeZone)),
  filter: ({ settings: own, now, timeZone }) => filterFor(own, dayOf(now, timeZone)),
})
