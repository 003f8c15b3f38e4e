import { z } from 'zod'
import { matchesTree, treeText } from '../../segment/evaluate.ts'
import { defineNode } from '../contract.ts'
import { Conditions } from '../settings.ts'

export default defineNode({
  type: 'yes-no',
  label: '条件判断',
  class: 'branch',
  hint: '满足条件走「是」，否则走「否」',
  settings: z.object({ condition: Conditions }),
  exits: ['yes', 'no'],
  exitLabels: { yes: '是', no: '否' },
  summary: ({ condition }) => treeText(condition),
  trees: ({ condition }) => [condition],
  run({ settings: { condition }, contact, history, directory, now, timeZone }) {
    const yes = matchesTree(condition, { contact, history, directory, now, timeZone })
    return { kind: 'go', exit: yes ? 'yes' : 'no', why: `${yes ? '满足' : '不满足'}：${treeText(condition)}` }
  },
})
