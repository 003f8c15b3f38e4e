import { z } from 'zod'
import { defineCondition, ofContact } from '../contract.ts'

const settings = z.object({
  startsWith: z
    .string()
    .regex(/^\d{1,3}$/, '请填写 1 到 3 位数字')
    .optional()
    .meta({ title: '号码开头', description: '例如 138；不填表示任意号码' }),
})

export default defineCondition({
  type: 'has-phone',
  label: '有手机号',
  group: 'attribute',
  settings,
  summary: ({ startsWith }) => (startsWith ? `手机号以 ${startsWith} 开头` : '有手机号'),
  changesOn: ['phone.bound', 'form.submitted', 'crm.imported'],
  // The number itself is sealed; its first three digits stand in what everybody may see.
  ...ofContact<z.infer<typeof settings>>(({ settings: { startsWith } }) =>
    startsWith ? { at: 'phoneMasked', startsWith } : { not: { at: 'phoneMasked', is: [null] } },
  ),
})
