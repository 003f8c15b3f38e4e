import { z } from 'zod'
import { attributeWords } from '../../attribute-words.ts'
import { defineNode } from '../contract.ts'
import { TimeOfDay } from '../settings.ts'

const whenText = (attribute: string, offsetDays: number) =>
  offsetDays === 0
    ? `「${attributeWords(attribute)}」当天`
    : `「${attributeWords(attribute)}」${offsetDays < 0 ? '前' : '后'} ${Math.abs(offsetDays)} 天`

export default defineNode({
  type: 'date-start',
  label: '日期触发',
  class: 'start',
  hint: '客户的某个日期（如会员到期日）到来前后进入旅程',
  settings: z.object({
    attribute: z
      .string()
      .regex(/^[^.$\s][^.\s]{0,39}$/, '请填写日期属性的名称')
      .meta({ title: '日期属性', description: '例如 vipExpiresAt、birthday', widget: 'attribute' }),
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
  starts: ({ attribute, offsetDays, at }) => ({ kind: 'dated', attribute, offsetDays, at }),
  run: ({ settings: { attribute, offsetDays } }) => ({
    kind: 'go',
    exit: 'next',
    why: `今天是${whenText(attribute, offsetDays)}`,
  }),
})
