import { z } from 'zod'
import { addDays, dayOf } from '../../local-time.ts'
import { Words } from '../compare.ts'
import { defineCondition, ofContact } from '../contract.ts'

const about = { title: '看什么', labels: { level: '会员等级', expires: '到期日', expired: '已过期' } }
const away = z.number().int().min(-3650).max(3650)
const settings = z.discriminatedUnion('about', [
  z.object({
    about: z.literal('level').meta(about),
    levels: z
      .array(Words(60, '请填写等级'))
      .min(1, '至少填写一个等级')
      .max(50)
      .meta({ title: '等级', widget: 'tags', description: '其中任意一个' }),
  }),
  z.object({
    about: z.literal('expires').meta(about),
    from: away.meta({ title: '最早', description: '距今天数，负数为过去' }),
    to: away.meta({ title: '最晚', description: '距今天数，负数为过去' }),
  }),
  z.object({ about: z.literal('expired').meta(about) }),
])

export default defineCondition({
  type: 'level',
  label: '会员等级、到期日',
  group: 'attribute',
  settings,
  summary(own) {
    switch (own.about) {
      case 'level':
        return `会员等级是「${own.levels.join('」或「')}」`
      case 'expires':
        return `会员到期日距今 ${own.from} 到 ${own.to} 天`
      case 'expired':
        return '会员已过期'
    }
  },
  changesOn: ['crm.imported', 'form.submitted'],
  ...ofContact<z.infer<typeof settings>>(({ settings: own, now, timeZone }) => {
    const today = dayOf(now, timeZone)
    const at = 'attributes.vipExpiresAt'
    switch (own.about) {
      case 'level':
        return { at: 'attributes.level', is: own.levels }
      case 'expires':
        return { at, from: addDays(today, own.from), to: addDays(today, own.to) }
      case 'expired':
        return { at, from: '0000-01-01', below: today }
    }
  }),
})
