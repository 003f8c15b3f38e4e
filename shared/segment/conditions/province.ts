import { TextComparison, textRule, textSaid } from '../compare.ts'
import { defineCondition, ofContact } from '../contract.ts'

export default defineCondition({
  type: 'province',
  label: '省份',
  group: 'attribute',
  settings: TextComparison,
  summary: (own) => textSaid('省份', own),
  changesOn: ['crm.imported', 'form.submitted', 'friend.edited'],
  ...ofContact<TextComparison>(({ settings: own }) => textRule('attributes.province', own)),
})
