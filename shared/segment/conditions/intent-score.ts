import { NumberComparison, numberRule, numberSaid } from '../compare.ts'
import { defineCondition, ofContact } from '../contract.ts'

export default defineCondition({
  type: 'intent-score',
  label: '意向分',
  group: 'tag',
  settings: NumberComparison,
  summary: (own) => numberSaid('意向分', own),
  changesOn: ['score.changed'],
  ...ofContact<NumberComparison>(({ settings: own }) => numberRule('scores.intent', own)),
})
