import { z } from 'zod'
import { attributeWords } from '../../attribute-words.ts'
import { objectFieldWords } from '../../event-words.ts'
import { defineNode } from '../contract.ts'
import { TimeOfDay } from '../settings.ts'

const dateWords = (name: string) => (name.includes('.') ? objectFieldWords(name) : attributeWords(name))
const whenText = (attribute: string, offsetDays: number) =>
  offsetDays === 0
    ? `「${dateWords(attribute)}」当天`
    : `「${dateWords(attribute)}」${offsetDays < 0 ? '前' : '后'} ${Math.abs(offsetDays)} 天`

export default defineNode({
  type: 'date-start',
  label: '日期触发',
  class: 'start',
  hint: '客户的某个日期（如会员到期日），或他名下订单、合同的日期到来前后进入旅程',
  settings: z.object({
    /** An attribute, or with a dot a field of an object: `contract.endsAt`. */
    attribute: z
      .string()
      .regex(/^[^.$\s][^.\s]{0,39}(\.[^.$\s][^.\s]{0,39})?$/, '请选择日期')
      .meta({
        title: '日期',
        description: '选对象的日期时，每一条到期的记录各进入一次，消息里的变量就取自这一条',
        widget: 'date-field',
      }),
    offsetDays: z
      .number()
      .int('请填写整数')
      .min(-365)
      .max(365)
      .default(0)
      .meta({ title: '相差天数', description: '负数为之前，正数为之后，0 为当天' }),
    at: TimeOfDay.meta({ title: '时间', description: '当天的几点进入' }),
  }),
  exits: ['next'],
  exitLabels: { next: '下一步' },
  summary: ({ attribute, offsetDays, at }) => `${whenText(attribute, offsetDays)} ${at}`,
  refersTo: ({ attribute }) => [{ to: attribute.includes('.') ? 'object-date' : 'attribute', name: attribute }],
  starts({ attribute, offsetDays, at }) {
    const [object = '', field] = attribute.split('.')
    return field === undefined
      ? { kind: 'dated', attribute, offsetDays, at }
      : { kind: 'dated-row', object, field, offsetDays, at }
  },
  run: ({ settings: { attribute, offsetDays } }) => ({
    kind: 'go',
    exit: 'next',
    why: `今天是${whenText(attribute, offsetDays)}`,
  }),
})
