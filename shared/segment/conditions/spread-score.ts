import { NumberComparison, numberRule, numberSaid } from '../compare.ts'
import { defineCondition, ofContact } from '../contract.ts'

export default defineCondition({
  type: 'spread-score',
  label: '传播力',
  group: 'tag',
  settings: NumberComparison,
  summary: (own) => numberSaid('传播力', own),
  changesOn: ['score.changed'],
  ...ofContact<NumberComparison>(({ settings: own }) => numberRule('scores.spread', own)),
})
