import { NumberComparison, numberRule, numberSaid } from '../compare.ts'
import { defineCondition, ofContact } from '../contract.ts'

export default defineCondition({
  type: 'activity-score',
  label: '活跃度',
  group: 'tag',
  settings: NumberComparison,
  summary: (own) => numberSaid('活跃度', own),
  // Scores are reckoned beside the line of events: only that, or an import, changes one.
  changesOn: ['crm.imported'],
  ...ofContact<NumberComparison>(({ settings: own }) => numberRule('scores.activity', own)),
})
