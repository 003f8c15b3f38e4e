import { TextComparison, textRule, textSaid } from '../compare.ts'
import { defineCondition, ofContact } from '../contract.ts'

export default defineCondition({
  type: 'language',
  label: '语言',
  group: 'attribute',
  settings: TextComparison,
  summary: (own) => textSaid('语言', own),
  changesOn: ['crm.imported', 'form.submitted', 'friend.edited'],
  ...ofContact<TextComparison>(({ settings: own }) => textRule('attributes.language', own)),
})
