import { z } from 'zod'
import { defineNode } from '../contract.ts'

export default defineNode({
  type: 'exit',
  label: '离开旅程',
  class: 'end',
  hint: '到这里旅程结束',
  settings: z.object({
    reason: z.string().trim().min(1, '请填写原因').max(60).default('走完全程').meta({ title: '原因' }),
  }),
  exits: [],
  exitLabels: {},
  summary: ({ reason }) => reason,
  run: ({ settings: { reason } }) => ({ kind: 'leave', reason }),
})
