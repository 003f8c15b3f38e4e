import { z } from 'zod'
import { BehaviourName, eventLabels } from '../../events.ts'
import { defineNode } from '../contract.ts'
import { Duration, durationMs, durationText, EventFilter, eventsText, filterText, passesFilter } from '../settings.ts'

export default defineNode({
  type: 'wait-for-event',
  label: '等待事件',
  class: 'branch',
  hint: '等客户做某件事，最多等一段时间',
  settings: z.object({
    events: z.array(BehaviourName).min(1, '至少选择一个事件').max(10).meta({
      title: '等待的事件',
      description: '邮件的「看到消息」按图片加载推算，只作参考；要准确，请等「点击链接」',
      widget: 'event',
    }),
    filter: EventFilter.optional().meta({ title: '附加条件' }),
    timeout: Duration.meta({ title: '最多等待', widget: 'duration' }),
  }),
  exits: ['happened', 'timeout'],
  exitLabels: { happened: '发生了', timeout: '超时' },
  summary: ({ events, filter, timeout }) =>
    `等待${eventsText(events)}${filterText(filter)}，最多 ${durationText(timeout)}`,
  pauses: true,
  hears: ({ events }) => ({ happened: events }),
  run({ settings: { events, filter, timeout }, wake, arrivedAt }) {
    const waiting = {
      kind: 'wait',
      until: new Date(arrivedAt.getTime() + durationMs(timeout)),
      events,
    } as const
    switch (wake.kind) {
      case 'arrived':
        return waiting
      case 'event':
        return passesFilter(wake.event, filter)
          ? { kind: 'go', exit: 'happened', why: `等到了「${eventLabels[wake.event.name]}」` }
          : waiting
      case 'timer':
        return {
          kind: 'go',
          exit: 'timeout',
          why: `${durationText(timeout)}内没有发生「${eventsText(events)}」`,
        }
    }
  },
})
