import { z } from 'zod'
import { nextTimeOfDay } from '../../local-time.ts'
import { defineNode } from '../contract.ts'
import { Duration, durationMs, durationText, TimeOfDay } from '../settings.ts'

const settings = z
  .object({
    duration: Duration.optional().meta({ title: '等待时长', widget: 'duration' }),
    until: TimeOfDay.optional().meta({ title: '直到几点', description: '等待时长过后，再等到这个时间' }),
  })
  .refine(({ duration, until }) => duration !== undefined || until !== undefined, {
    path: ['duration'],
    message: '请填写等待时长或直到几点',
  })
const text = ({ duration, until }: z.infer<typeof settings>) =>
  [duration ? `等待 ${durationText(duration)}` : null, until ? `到 ${until}` : null].filter(Boolean).join('，')

export default defineNode({
  type: 'wait',
  label: '等待',
  class: 'act',
  hint: '停留一段时间，或停到某个钟点',
  settings,
  exits: ['next'],
  exitLabels: { next: '时间到' },
  summary: text,
  pauses: true,
  run({ settings: own, wake, arrivedAt, timeZone }) {
    const after = new Date(arrivedAt.getTime() + (own.duration ? durationMs(own.duration) : 0))
    const until = own.until ? nextTimeOfDay(after, own.until, timeZone) : after
    switch (wake.kind) {
      case 'arrived':
      case 'event':
        return { kind: 'wait', until, events: [] }
      case 'timer':
        return { kind: 'go', exit: 'next', why: `${text(own)}已满` }
    }
  },
})
