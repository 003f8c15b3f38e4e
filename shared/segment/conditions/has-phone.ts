import { z } from 'zod'
import { defineCondition } from '../contract.ts'

export default defineCondition({
  type: 'has-phone',
  label: '有手机号',
  group: 'attribute',
  settings: z.object({}),
  summary: () => '有手机号',
  changesOn: ['phone.bound', 'form.submitted', 'crm.imported', 'contact.merged', 'contact.unmerged'],
  matches: ({ contact }) => contact.phoneMasked !== null,
  filter: () => ({ phoneMasked: { $ne: null } }),
})
