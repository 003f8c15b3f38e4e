import { z } from 'zod'
import { defineCondition } from '../contract.ts'

export default defineCondition({
  type: 'follows-oa',
  label: '关注了公众号',
  group: 'attribute',
  settings: z.object({}),
  summary: () => '关注了公众号',
  changesOn: ['contact.followed', 'contact.unfollowed', 'contact.merged', 'contact.unmerged'],
  matches: ({ contact }) => contact.followings.some((one) => one.following),
  filter: () => ({ followings: { $elemMatch: { following: true } } }),
})
