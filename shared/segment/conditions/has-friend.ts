import { z } from 'zod'
import { defineCondition } from '../contract.ts'

export default defineCondition({
  type: 'has-friend',
  label: '已加企业微信好友',
  group: 'attribute',
  settings: z.object({
    staff: z.string().max(64).optional().meta({ title: '员工', description: '不填表示任意员工', widget: 'staff' }),
  }),
  summary: ({ staff }) => (staff ? `已加员工 ${staff} 的企业微信` : '已加企业微信好友'),
  changesOn: ['friend.added', 'friend.removed', 'contact.merged', 'contact.unmerged'],
  matches: ({ contact, settings: { staff } }) =>
    contact.friendships.some((one) => one.until === null && (!staff || one.staff === staff)),
  filter: ({ settings: { staff } }) => ({
    friendships: { $elemMatch: { until: null, ...(staff ? { staff } : {}) } },
  }),
})
