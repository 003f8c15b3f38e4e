import { z } from 'zod'
import { objectWords } from '../../event-words.ts'
import { FieldFilter, fieldName, filterRule, filterSaid, measured, once, Times, timesSaid } from '../behaviour.ts'
import { Window, windowSaid } from '../compare.ts'
import { defineCondition, ofHistory } from '../contract.ts'

const settings = z.object({
  object: z.string().min(1, '请选择对象').max(64).meta({ title: '对象', widget: 'object-type' }),
  times: Times.default(once).meta({ title: '数量' }),
  window: Window.default({ when: 'ever' }).meta({ title: '时间' }),
  filters: z
    .array(FieldFilter(fieldName.meta({ title: '字段' })))
    .max(5, '最多 5 个')
    .default([])
    .meta({ title: '只算其中', description: '不填表示都算' }),
})

export default defineCondition({
  type: 'object',
  label: '自定义对象',
  group: 'behaviour',
  settings,
  summary({ object, times, window, filters }) {
    const only = filters.map((one) => filterSaid(one, one.field)).join('、')
    return `${timesSaid(times, `有「${objectWords(object)}」`, windowSaid(window), '个')}${only && `（${only}）`}`
  },
  // A row that came or changed tells itself as a custom event of its type.
  changesOn: ['custom.happened'],
  refersTo: ({ object }) => [{ to: 'object-type', name: object }],
  ...ofHistory<z.infer<typeof settings>>(({ settings: { object, times, window, filters }, now, timeZone }) =>
    measured(
      times,
      window,
      { now, timeZone },
      {
        source: 'objects',
        rows: { all: [{ at: 'type', is: [object] }, ...filters.map((one) => filterRule(`fields.${one.field}`, one))] },
        day: null,
        moment: 'at',
        count: { kind: 'count' },
        sumAt: 'fields',
      },
    ),
  ),
})
