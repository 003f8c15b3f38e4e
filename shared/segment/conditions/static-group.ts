import { z } from 'zod'
import { defineCondition, ofHistory } from '../contract.ts'

const settings = z.object({
  group: z.string().min(1, '请选择人群').max(64).meta({ title: '静态人群', widget: 'segment-static' }),
})

export default defineCondition({
  type: 'static-group',
  label: '在静态人群中',
  group: 'group',
  settings,
  summary: ({ group }) => `在静态人群「${group}」中`,
  changesOn: ['segment.entered', 'segment.left'],
  refersTo: ({ group }) => [{ to: 'segment', name: group }],
  ...ofHistory<z.infer<typeof settings>>(({ settings: { group } }) => ({
    source: 'memberships',
    rows: {
      all: [
        { at: 'segment', is: [group] },
        { at: 'leftAt', is: [null] },
      ],
    },
    take: { kind: 'count' },
    from: 1,
    to: null,
  })),
})
