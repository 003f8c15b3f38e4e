import { z } from 'zod'
import { BehaviourName, eventLabels } from '../../events.ts'
import { defineNode } from '../contract.ts'
import { EventFilter, filterText, passesFilter } from '../settings.ts'

export default defineNode({
  type: 'event-start',
  label: '事件触发',
  class: 'start',
  hint: '客户做了某件事时进入旅程',
  settings: z.object({
    event: BehaviourName.meta({ title: '事件', description: '发生这个事件时进入旅程', widget: 'event' }),
    filter: EventFilter.optional().meta({ title: '附加条件', description: '例如场景值、菜单、表单等于某个值' }),
  }),
  exits: ['next'],
  exitLabels: { next: '下一步' },
  summary: ({ event, filter }) => `${eventLabels[event]}${filterText(filter)}`,
  starts: ({ event, filter }) => ({
    kind: 'event',
    events: [event],
    accepts: (happened) => happened.name === event && passesFilter(happened, filter),
  }),
  run: ({ settings: { event, filter } }) => ({
    kind: 'go',
    exit: 'next',
    why: `发生了「${eventLabels[event]}」${filterText(filter)}`,
  }),
})
