import { z } from 'zod'
import { dayOf } from '../../local-time.ts'
import { defineCondition, ofContact } from '../contract.ts'

const age = z.number().int().min(0, '不能为负数').max(150, '最多 150 岁')
const settings = z
  .object({
    from: age.optional().meta({ title: '最小年龄' }),
    to: age.optional().meta({ title: '最大年龄' }),
  })
  .refine(({ from, to }) => from !== undefined || to !== undefined, '请填写最小或最大年龄')

/** The same day so many years ago, as text: one is a year older from one's birthday on. */
const yearsBefore = (day: string, years: number) =>
  `${String(Math.max(0, Number(day.slice(0, 4)) - years)).padStart(4, '0')}${day.slice(4)}`

export default defineCondition({
  type: 'age',
  label: '年龄',
  group: 'attribute',
  settings,
  summary: ({ from, to }) =>
    from === undefined
      ? `年龄不大于 ${to} 岁`
      : to === undefined
        ? `年龄不小于 ${from} 岁`
        : `年龄 ${from} 到 ${to} 岁`,
  changesOn: ['crm.imported', 'form.submitted'],
  ...ofContact<z.infer<typeof settings>>(({ settings: { from = 0, to }, now, timeZone }) => {
    const today = dayOf(now, timeZone)
    const born = { at: 'attributes.birthday', to: yearsBefore(today, from) }
    return to === undefined
      ? { ...born, from: '0000-01-01' }
      : { all: [born, { at: 'attributes.birthday', above: yearsBefore(today, to + 1) }] }
  }),
})
