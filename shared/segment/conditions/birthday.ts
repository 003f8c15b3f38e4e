import { z } from 'zod'
import { addDays, dayOf } from '../../local-time.ts'
import { defineCondition, ofContact } from '../contract.ts'

const how = { title: '生日', labels: { within: '在今后几天内', month: '在某个月', known: '已知生日' } }
const settings = z.discriminatedUnion('how', [
  z.object({
    how: z.literal('within').meta(how),
    from: z.number().int().min(0).max(60).default(0).meta({ title: '从几天后', description: '0 表示今天' }),
    days: z.number().int().min(1, '至少 1 天').max(60, '最多 60 天').meta({ title: '共几天' }),
  }),
  z.object({ how: z.literal('month').meta(how), month: z.number().int().min(1).max(12).meta({ title: '月份' }) }),
  z.object({ how: z.literal('known').meta(how) }),
])

const at = 'attributes.birthday'

export default defineCondition({
  type: 'birthday',
  label: '生日',
  group: 'attribute',
  settings,
  summary(own) {
    switch (own.how) {
      case 'within':
        return `生日在 ${own.from === 0 ? '今天起' : `${own.from} 天后起`}的 ${own.days} 天内`
      case 'month':
        return `生日在 ${own.month} 月`
      case 'known':
        return '已知生日'
    }
  },
  changesOn: ['crm.imported', 'form.submitted'],
  ...ofContact<z.infer<typeof settings>>(({ settings: own, now, timeZone }) => {
    switch (own.how) {
      case 'within': {
        const first = addDays(dayOf(now, timeZone), own.from)
        const days = [...Array(own.days).keys()].map((later) => addDays(first, later).slice(4))
        return { at, endsIn: days }
      }
      case 'month':
        return { at, contains: `-${String(own.month).padStart(2, '0')}-` }
      case 'known':
        return { not: { at, is: [null] } }
    }
  }),
})
