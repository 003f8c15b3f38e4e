import { z } from 'zod'
import { defineCondition } from '../contract.ts'

export default defineCondition({
  type: 'owned',
  label: '有归属员工',
  group: 'attribute',
  settings: z.object({
    staff: z.string().max(64).optional().meta({ title: '员工', description: '不填表示任意员工', widget: 'staff' }),
  }),
  summary: ({ staff }) => (staff ? `归属员工为 ${staff}` : '有归属员工'),
  changesOn: ['owner.changed', 'lead.claimed', 'contact.merged', 'contact.unmerged'],
  matches: ({ contact, settings: { staff } }) => (staff ? contact.owner === staff : contact.owner !== null),
  filter: ({ settings: { staff } }) => ({ owner: staff ? staff : { $ne: null } }),
})
