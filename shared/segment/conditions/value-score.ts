import { NumberComparison, numberRule, numberSaid } from '../compare.ts'
import { defineCondition, ofContact } from '../contract.ts'

export default defineCondition({
  type: 'value-score',
  label: '价值分',
  group: 'tag',
  settings: NumberComparison,
  summary: (own) => numberSaid('价值分', own),
  changesOn: ['score.changed'],
  ...ofContact<NumberComparison>(({ settings: own }) => numberRule('scores.value', own)),
})
