import { z } from 'zod'
import { momentRule, Window, windowSaid } from '../compare.ts'
import { defineCondition, ofHistory } from '../contract.ts'

const settings = z.object({
  source: z.string().max(64).optional().meta({ title: '导入来源', description: '导入时填写的来源，不填表示任意来源' }),
  window: Window.default({ when: 'ever' }).meta({ title: '导入时间' }),
})

export default defineCondition({
  type: 'import-batch',
  label: '导入批次',
  group: 'group',
  settings,
  summary: ({ source, window }) => `${windowSaid(window)}从${source ? `「${source}」` : '任意来源'}导入`,
  changesOn: ['crm.imported'],
  ...ofHistory<z.infer<typeof settings>>(({ settings: { source, window }, now, timeZone }) => ({
    source: 'events',
    rows: {
      all: [
        { at: 'name', is: ['crm.imported'] },
        ...(source ? [{ at: 'data.source', is: [source] }] : []),
        ...(window.when === 'ever' ? [] : [momentRule('at', window, { now, timeZone })]),
      ],
    },
    take: { kind: 'count' },
    from: 1,
    to: null,
  })),
})
