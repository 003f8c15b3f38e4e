import { z } from 'zod'
import { defineCondition, ofContact } from '../contract.ts'

export default defineCondition({
  type: 'has-email',
  label: '有邮箱',
  group: 'attribute',
  settings: z.object({}),
  summary: () => '有邮箱',
  changesOn: ['form.submitted', 'crm.imported'],
  // The address is sealed; that there is one stands among the identities.
  ...ofContact(() => ({ at: 'identities.key', startsWith: 'email:' })),
})
