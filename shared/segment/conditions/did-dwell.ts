import { z } from 'zod'
import { FieldFilter, filterRule, filterSaid, knownAct, measured, rowsOf } from '../behaviour.ts'
import { Window, windowSaid } from '../compare.ts'
import { defineCondition, ofHistory } from '../contract.ts'

const records = { left: '离开页面时的记录', viewed: '浏览页面的记录' }
const viewed = { label: records.viewed, event: 'page.viewed' } as const
const labels = { page: '页面' }
const filter = FieldFilter(z.enum(['page']).meta({ title: '字段', labels }))
const settings = z.object({
  record: z.enum(['left', 'viewed']).default('left').meta({ title: '按哪种记录', labels: records }),
  how: z
    .enum(['at-least', 'at-most', 'once'])
    .default('at-least')
    .meta({
      title: '怎样算',
      labels: { 'at-least': '合计至少', 'at-most': '合计最多', once: '有一次至少' },
    }),
  seconds: z.number().int().min(1, '至少 1 秒').max(10_000_000).meta({ title: '秒数' }),
  window: Window.default({ when: 'last', days: 30 }).meta({ title: '时间' }),
  filters: z.array(filter).max(5, '最多 5 个').default([]).meta({ title: '只算其中', description: '不填表示都算' }),
})

export default defineCondition({
  type: 'did-dwell',
  label: '页面停留时长',
  group: 'behaviour',
  settings,
  summary({ how, seconds, window, filters }) {
    const only = filters.map((one) => filterSaid(one, labels.page)).join('、')
    const what = { 'at-least': '浏览页面合计至少', 'at-most': '浏览页面合计最多', once: '有一次浏览页面至少' }[how]
    return `${windowSaid(window)}${what} ${seconds} 秒${only && `（${only}）`}`
  },
  changesOn: ['custom.happened', 'page.viewed'],
  ...ofHistory<z.infer<typeof settings>>(({ settings: { record, how, seconds, window, filters }, now, timeZone }) => {
    const act = record === 'left' ? knownAct('page.left', records.left) : viewed
    const at = record === 'left' ? 'data.properties' : 'data'
    const only = filters.map((one) => filterRule(`${at}.${one.field}`, one))
    const long = how === 'once' ? [{ at: `${at}.seconds`, from: seconds }] : []
    const rows = rowsOf([act], [...only, ...long], true)
    const asked =
      how === 'once'
        ? ({ how: 'at-least', times: 1 } as const)
        : ({ how: `sum-${how}`, of: 'seconds', amount: seconds } as const)
    return measured(asked, window, { now, timeZone }, rows)
  }),
})
