import { NumberComparison, numberRule, numberSaid } from '../compare.ts'
import { defineCondition, ofContact } from '../contract.ts'

export default defineCondition({
  type: 'value-score',
  label: '价值分',
  group: 'tag',
  settings: NumberComparison,
  summary: (own) => numberSaid('价值分', own),
  // Scores are reckoned beside the line of events: only that, or an import, changes one.
  changesOn: ['crm.imported'],
  ...ofContact<NumberComparison>(({ settings: own }) => numberRule('scores.value', own)),
})
