import { z } from 'zod'
import { BehaviourName, behaviourNames, eventLabels } from '../../events.ts'
import { addDays, dayOf } from '../../local-time.ts'
import { defineCondition, ofHistory } from '../contract.ts'

/** Today counts as the first of the `days`, so "1 day" means today. */
const since = (now: Date, days: number, timeZone: string) => addDays(dayOf(now, timeZone), 1 - days)

const settings = z.object({
  event: BehaviourName.meta({ title: '事件', widget: 'event' }),
  atLeast: z.number().int().min(1, '至少 1 次').max(1000).default(1).meta({ title: '至少几次' }),
  days: z.number().int().min(1, '至少 1 天').max(365, '最多 365 天').meta({ title: '最近几天' }),
})

export default defineCondition({
  type: 'did-event',
  label: '做过某事',
  group: 'behaviour',
  settings,
  summary: ({ event, atLeast, days }) => `最近 ${days} 天「${eventLabels[event]}」至少 ${atLeast} 次`,
  changesOn: behaviourNames,
  ...ofHistory<z.infer<typeof settings>>(({ settings: { event, atLeast, days }, now, timeZone }) => ({
    source: 'activity',
    rows: {
      all: [
        { at: 'event', is: [event] },
        { at: 'day', from: since(now, days, timeZone) },
      ],
    },
    take: { kind: 'sum', at: 'count' },
    from: atLeast,
    to: null,
  })),
})
