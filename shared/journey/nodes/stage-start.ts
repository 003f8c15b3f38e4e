import { z } from 'zod'
import { defineNode } from '../contract.ts'

const ways = { entered: '进入', left: '离开' }

export default defineNode({
  type: 'stage-start',
  label: '生命周期阶段变化',
  class: 'start',
  hint: '客户进入或离开一个生命周期阶段时进入旅程',
  settings: z.object({
    stage: z.string().trim().min(1, '请选择阶段').max(20).meta({ title: '阶段', widget: 'stage' }),
    when: z.enum(['entered', 'left']).default('entered').meta({ title: '什么时候', labels: ways }),
  }),
  exits: ['next'],
  exitLabels: { next: '下一步' },
  summary: ({ stage, when }) => `${ways[when]}阶段「${stage}」`,
  starts: ({ stage, when }) => ({
    kind: 'event',
    events: ['stage.changed'],
    accepts: (event) => event.name === 'stage.changed' && (when === 'entered' ? event.to : event.from) === stage,
  }),
  refersTo: ({ stage }) => [{ to: 'stage', name: stage }],
  run: ({ settings: { stage, when } }) => ({ kind: 'go', exit: 'next', why: `${ways[when]}了阶段「${stage}」` }),
})
