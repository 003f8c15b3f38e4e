import { z } from 'zod'
import { defineCondition, ofContact } from '../contract.ts'

export default defineCondition({
  type: 'follows-oa',
  label: '关注了公众号',
  group: 'attribute',
  settings: z.object({}),
  summary: () => '关注了公众号',
  changesOn: ['contact.followed', 'contact.unfollowed'],
  ...ofContact(() => ({ at: 'followings', some: { at: 'following', is: [true] } })),
})
