import { TextComparison, textRule, textSaid } from '../compare.ts'
import { defineCondition, ofContact } from '../contract.ts'

export default defineCondition({
  type: 'nickname',
  label: '昵称',
  group: 'attribute',
  settings: TextComparison,
  summary: (own) => textSaid('昵称', own),
  changesOn: ['contact.followed', 'friend.added', 'friend.edited', 'crm.imported', 'form.submitted'],
  ...ofContact<TextComparison>(({ settings: own }) => textRule('name', own)),
})
