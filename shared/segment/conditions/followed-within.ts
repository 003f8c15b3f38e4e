import { z } from 'zod'
import { DAY } from '../../local-time.ts'
import { defineCondition } from '../contract.ts'

const since = (now: Date, days: number) => new Date(now.getTime() - days * DAY)

export default defineCondition({
  type: 'followed-within',
  label: '最近关注',
  group: 'attribute',
  settings: z.object({ days: z.number().int().min(1, '至少 1 天').max(365, '最多 365 天').meta({ title: '天数' }) }),
  summary: ({ days }) => `最近 ${days} 天关注了公众号`,
  changesOn: ['contact.followed', 'contact.unfollowed', 'contact.merged', 'contact.unmerged'],
  matches: ({ contact, settings: { days }, now }) =>
    contact.followings.some((one) => one.following && one.followedAt !== null && one.followedAt >= since(now, days)),
  filter: ({ settings: { days }, now }) => ({
    followings: { $elemMatch: { following: true, followedAt: { $gte: since(now, days) } } },
  }),
})
