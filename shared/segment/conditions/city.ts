import { TextComparison, textRule, textSaid } from '../compare.ts'
import { defineCondition, ofContact } from '../contract.ts'

export default defineCondition({
  type: 'city',
  label: '城市',
  group: 'attribute',
  settings: TextComparison,
  summary: (own) => textSaid('城市', own),
  changesOn: ['crm.imported', 'form.submitted', 'friend.edited'],
  ...ofContact<TextComparison>(({ settings: own }) => textRule('attributes.city', own)),
})
