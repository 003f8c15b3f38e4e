import { z } from 'zod'
import { DAY } from '../../local-time.ts'
import { Day, momentRule } from '../compare.ts'
import { defineCondition, ofContact } from '../contract.ts'

const when = { title: '时间', labels: { last: '最近几天', before: '几天以前', between: '两个日期之间' } }
const days = z.number().int().min(1, '至少 1 天').max(3650, '最多 3650 天')
const settings = z.discriminatedUnion('when', [
  z.object({ when: z.literal('last').default('last').meta(when), days: days.meta({ title: '天数' }) }),
  z.object({ when: z.literal('before').meta(when), days: days.meta({ title: '多少天以前' }) }),
  z.object({ when: z.literal('between').meta(when), from: Day.meta({ title: '从' }), to: Day.meta({ title: '到' }) }),
])

/** In hours, not in days of the calendar: what follows up a following counts from its moment. */
const since = (now: Date, days: number) => new Date(now.getTime() - days * DAY)

export default defineCondition({
  type: 'followed-within',
  label: '关注时间',
  group: 'attribute',
  settings,
  summary(own) {
    switch (own.when) {
      case 'last':
        return `最近 ${own.days} 天关注了公众号`
      case 'before':
        return `${own.days} 天以前关注了公众号`
      case 'between':
        return `${own.from} 到 ${own.to} 关注了公众号`
    }
  },
  changesOn: ['contact.followed', 'contact.unfollowed'],
  ...ofContact<z.infer<typeof settings>>(({ settings: own, now, timeZone }) => {
    const at = 'followedAt'
    const rule =
      own.when === 'between'
        ? momentRule(at, own, { now, timeZone })
        : own.when === 'last'
          ? { at, from: since(now, own.days) }
          : { at, below: since(now, own.days) }
    return { at: 'followings', some: { all: [{ at: 'following', is: [true] }, rule] } }
  }),
})
