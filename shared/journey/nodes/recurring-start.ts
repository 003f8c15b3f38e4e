import { z } from 'zod'
import { defineNode, type Rhythm } from '../contract.ts'
import { Conditions, TimeOfDay } from '../settings.ts'

const weekdays = ['一', '二', '三', '四', '五', '六', '日']

const settings = z.object({
  every: z.enum(['day', 'week', 'month']).meta({ title: '频率', labels: { day: '每天', week: '每周', month: '每月' } }),
  weekday: z.number().int().min(1).max(7).default(1).meta({ title: '星期几', description: '按周时有效，1 为周一' }),
  monthDay: z
    .number()
    .int()
    .min(1)
    .max(31)
    .default(1)
    .meta({ title: '几号', description: '按月时有效，没有这一天的月份取最后一天' }),
  at: TimeOfDay.meta({ title: '时间' }),
  condition: Conditions.meta({ title: '哪些人', description: '到时间时满足条件的人进入旅程', widget: 'condition' }),
})
type Settings = z.infer<typeof settings>

const rhythmOf = ({ every, weekday, monthDay }: Settings): Rhythm => {
  switch (every) {
    case 'day':
      return { every }
    case 'week':
      return { every, weekday }
    case 'month':
      return { every, monthDay }
  }
}
const rhythmText = ({ every, weekday, monthDay, at }: Settings) =>
  `${{ day: '每天', week: `每周${weekdays[weekday - 1]}`, month: `每月 ${monthDay} 号` }[every]} ${at}`

export default defineNode({
  type: 'recurring-start',
  label: '定时触发',
  class: 'start',
  hint: '每天、每周或每月，让满足条件的人进入旅程',
  settings,
  exits: ['next'],
  exitLabels: { next: '下一步' },
  summary: rhythmText,
  starts: (own) => ({ kind: 'recurring', rhythm: rhythmOf(own), at: own.at, who: own.condition }),
  trees: ({ condition }) => [condition],
  run: ({ settings: own }) => ({ kind: 'go', exit: 'next', why: `${rhythmText(own)}时满足进入条件` }),
})
