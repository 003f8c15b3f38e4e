import { z } from 'zod'
import { defineCondition, ofContact } from '../contract.ts'

export default defineCondition({
  type: 'uses-mini',
  label: '小程序已授权',
  group: 'attribute',
  settings: z.object({}),
  summary: () => '小程序已授权',
  changesOn: ['mini.opened', 'phone.bound', 'form.submitted', 'data.revoked'],
  ...ofContact(() => ({ at: 'identities.key', startsWith: 'mini:' })),
})
