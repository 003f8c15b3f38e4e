import { z } from 'zod'
import { defineCondition, ofContact } from '../contract.ts'

const settings = z.object({
  stages: z
    .array(z.string().trim().min(1).max(20))
    .min(1, '至少选择一个阶段')
    .max(12)
    .meta({ title: '阶段', widget: 'stages' }),
  match: z
    .enum(['in', 'not-in'])
    .default('in')
    .meta({ title: '满足', labels: { in: '在其中之一', 'not-in': '不在其中' } }),
})

export default defineCondition({
  type: 'lifecycle-stage',
  label: '生命周期阶段',
  group: 'tag',
  settings,
  summary: ({ stages, match }) => `${match === 'in' ? '处于' : '不处于'}阶段「${stages.join('」或阶段「')}」`,
  changesOn: ['stage.changed'],
  refersTo: ({ stages }) => stages.map((name) => ({ to: 'stage', name })),
  ...ofContact<z.infer<typeof settings>>(({ settings: { stages, match } }) => {
    const inside = { at: 'stage.name', is: stages }
    return match === 'in' ? inside : { not: inside }
  }),
})
