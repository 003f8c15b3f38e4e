import { TextComparison, textRule, textSaid } from '../compare.ts'
import { defineCondition, ofContact } from '../contract.ts'

export default defineCondition({
  type: 'gender',
  label: '性别',
  group: 'attribute',
  settings: TextComparison,
  summary: (own) => textSaid('性别', own),
  changesOn: ['crm.imported', 'form.submitted', 'friend.edited'],
  ...ofContact<TextComparison>(({ settings: own }) => textRule('attributes.gender', own)),
})
