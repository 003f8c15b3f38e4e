import { z } from 'zod'
import { defineCondition, ofHistory } from '../contract.ts'

const settings = z.object({
  segment: z.string().min(1, '请选择人群').max(64).meta({ title: '动态人群', widget: 'segment-dynamic' }),
})

/** Who is in it as it was last computed: a segment is not worked out anew inside another. */
export default defineCondition({
  type: 'in-segment',
  label: '在动态人群中',
  group: 'group',
  settings,
  summary: ({ segment }) => `在动态人群「${segment}」中`,
  changesOn: ['segment.entered', 'segment.left'],
  refersTo: ({ segment }) => [{ to: 'segment', name: segment }],
  ...ofHistory<z.infer<typeof settings>>(({ settings: { segment } }) => ({
    source: 'memberships',
    rows: {
      all: [
        { at: 'segment', is: [segment] },
        { at: 'leftAt', is: [null] },
      ],
    },
    take: { kind: 'count' },
    from: 1,
    to: null,
  })),
})
