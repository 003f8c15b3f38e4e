import { z } from 'zod'
import { defineCondition, ofHistory } from '../contract.ts'

const settings = z.object({
  journey: z.string().max(64).optional().meta({ title: '旅程', description: '不填表示任意旅程', widget: 'journey' }),
})

/** The exit of a node that keeps people out for comparison, whichever node it is. */
const CONTROL = ['control', 'holdout']

export default defineCondition({
  type: 'control-group',
  label: '在对照组中',
  group: 'group',
  settings,
  summary: ({ journey }) => (journey ? `在旅程「${journey}」的对照组中` : '在任意旅程的对照组中'),
  changesOn: ['journey.moved', 'journey.left'],
  refersTo: ({ journey }) => (journey ? [{ to: 'journey', name: journey }] : []),
  ...ofHistory<z.infer<typeof settings>>(({ settings: { journey } }) => ({
    source: 'enrollments',
    rows: {
      all: [...(journey ? [{ at: 'journey', is: [journey] }] : []), { at: 'trail.exit', is: CONTROL }],
    },
    take: { kind: 'count' },
    from: 1,
    to: null,
  })),
})
