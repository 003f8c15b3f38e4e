import { TextComparison, textRule, textSaid } from '../compare.ts'
import { defineCondition, ofContact } from '../contract.ts'

export default defineCondition({
  type: 'address',
  label: '地址',
  group: 'attribute',
  settings: TextComparison,
  summary: (own) => textSaid('地址', own),
  changesOn: ['crm.imported', 'form.submitted', 'friend.edited'],
  ...ofContact<TextComparison>(({ settings: own }) => textRule('attributes.address', own)),
})
