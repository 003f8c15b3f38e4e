import { z } from 'zod'
import { defineCondition, ofContact } from '../contract.ts'

const settings = z.object({
  staff: z.string().max(64).optional().meta({ title: '员工', description: '不填表示任意员工', widget: 'staff' }),
})

export default defineCondition({
  type: 'has-friend',
  label: '已加企业微信好友',
  group: 'attribute',
  settings,
  summary: ({ staff }) => (staff ? `已加员工「${staff}」的企业微信` : '已加企业微信好友'),
  changesOn: ['friend.added', 'friend.removed'],
  ...ofContact<z.infer<typeof settings>>(({ settings: { staff } }) => ({
    at: 'friendships',
    some: { all: [{ at: 'until', is: [null] }, ...(staff ? [{ at: 'staff', is: [staff] }] : [])] },
  })),
})
