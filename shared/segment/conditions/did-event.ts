import { z } from 'zod'
import { BehaviourName, behaviourNames, eventLabels } from '../../events.ts'
import { addDays, dayOf } from '../../local-time.ts'
import { defineCondition } from '../contract.ts'

/** Today counts as the first of the `days`, so "1 day" means today. */
const since = (now: Date, days: number, timeZone: string) => addDays(dayOf(now, timeZone), 1 - days)

export default defineCondition({
  type: 'did-event',
  label: '做过某事',
  settings: z.object({
    event: BehaviourName.meta({ title: '事件', widget: 'event' }),
    atLeast: z.number().int().min(1, '至少 1 次').max(1000).default(1).meta({ title: '至少几次' }),
    days: z.number().int().min(1, '至少 1 天').max(365, '最多 365 天').meta({ title: '最近几天' }),
  }),
  summary: ({ event, atLeast, days }) => `最近 ${days} 天「${eventLabels[event]}」至少 ${atLeast} 次`,
  changesOn: behaviourNames,
  matches({ activity, settings: { event, atLeast, days }, now, timeZone }) {
    const first = since(now, days, timeZone)
    const counted = activity.filter((one) => one.event === event && one.day >= first)
    return counted.reduce((sum, one) => sum + one.count, 0) >= atLeast
  },
  // Two steps: `contacts` knows no counts, so the ids come from `activity_days` first (see `lookup` in contract.ts).
  lookup: ({ settings: { event, atLeast, days }, now, timeZone }) => ({
    event,
    since: since(now, days, timeZone),
    atLeast,
  }),
  filter: ({ found }) => ({ _id: { $in: found } }),
})
