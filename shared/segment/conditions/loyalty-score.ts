import { NumberComparison, numberRule, numberSaid } from '../compare.ts'
import { defineCondition, ofContact } from '../contract.ts'

export default defineCondition({
  type: 'loyalty-score',
  label: '忠诚度',
  group: 'tag',
  settings: NumberComparison,
  summary: (own) => numberSaid('忠诚度', own),
  changesOn: ['score.changed'],
  ...ofContact<NumberComparison>(({ settings: own }) => numberRule('scores.loyalty', own)),
})
