import { z } from 'zod'
import { momentRule, Window, windowSaid } from '../compare.ts'
import { defineCondition, ofHistory } from '../contract.ts'

const settings = z.object({
  segment: z.string().min(1, '请选择人群').max(64).meta({ title: '人群', widget: 'segment' }),
  what: z
    .enum(['entered', 'left'])
    .default('entered')
    .meta({ title: '进入还是离开', labels: { entered: '进入', left: '离开' } }),
  window: Window.default({ when: 'last', days: 30 }).meta({ title: '时间' }),
})

export default defineCondition({
  type: 'segment-when',
  label: '进入、离开人群的时间',
  group: 'group',
  settings,
  summary: ({ segment, what, window }) =>
    `${windowSaid(window)}${what === 'entered' ? '进入' : '离开'}了人群「${segment}」`,
  changesOn: ['segment.entered', 'segment.left'],
  refersTo: ({ segment }) => [{ to: 'segment', name: segment }],
  ...ofHistory<z.infer<typeof settings>>(({ settings: { segment, what, window }, now, timeZone }) => ({
    source: 'memberships',
    rows: {
      all: [
        { at: 'segment', is: [segment] },
        momentRule(what === 'entered' ? 'enteredAt' : 'leftAt', window, { now, timeZone }),
      ],
    },
    take: { kind: 'count' },
    from: 1,
    to: null,
  })),
})
