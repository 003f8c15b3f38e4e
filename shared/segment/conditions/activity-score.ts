import { NumberComparison, numberRule, numberSaid } from '../compare.ts'
import { defineCondition, ofContact } from '../contract.ts'

export default defineCondition({
  type: 'activity-score',
  label: '活跃度',
  group: 'tag',
  settings: NumberComparison,
  summary: (own) => numberSaid('活跃度', own),
  changesOn: ['score.changed'],
  ...ofContact<NumberComparison>(({ settings: own }) => numberRule('scores.activity', own)),
})
