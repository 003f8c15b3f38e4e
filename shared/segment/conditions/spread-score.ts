import { NumberComparison, numberRule, numberSaid } from '../compare.ts'
import { defineCondition, ofContact } from '../contract.ts'

export default defineCondition({
  type: 'spread-score',
  label: '传播力',
  group: 'tag',
  settings: NumberComparison,
  summary: (own) => numberSaid('传播力', own),
  // Scores are reckoned beside the line of events: only that, or an import, changes one.
  changesOn: ['crm.imported'],
  ...ofContact<NumberComparison>(({ settings: own }) => numberRule('scores.spread', own)),
})
