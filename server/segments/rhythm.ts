import { DAY, dayOf, HOUR, MINUTE } from '../../shared/local-time.ts'
import { filterOf, lookupKey, lookupsOf } from '../../shared/segment/evaluate.ts'
import type { ConditionTree } from '../../shared/segment/tree.ts'

/** What a tree asks at one moment, as text: where that changes by itself, so may its answer. */
function questionAt(tree: ConditionTree, now: Date, timeZone: string): string {
  const lookups = lookupsOf(tree, { now, timeZone }).map(lookupKey)
  return JSON.stringify([lookups, filterOf(tree, { now, timeZone, found: new Map() })])
}

/** Whether people come to fit or cease to merely because time passes, and how finely that time is told. */
export function movedByTime(tree: ConditionTree, now: Date, timeZone: string): 'never' | 'by-day' | 'by-moment' {
  const asked = questionAt(tree, now, timeZone)
  if (questionAt(tree, new Date(now.getTime() + 1), timeZone) !== asked) return 'by-moment'
  if (questionAt(tree, new Date(now.getTime() + MINUTE), timeZone) !== asked) return 'by-moment'
  return questionAt(tree, new Date(now.getTime() + 40 * DAY), timeZone) === asked ? 'never' : 'by-day'
}

type Computed = { tree: ConditionTree; computedAt: Date | null }

/**
 * Whether a dynamic segment is to be computed again by itself: every night, which also mends what a process that died
 * left undone, and every hour where moments count.
 */
export function isDue({ tree, computedAt }: Computed, now: Date, timeZone: string): boolean {
  if (computedAt === null) return false
  if (dayOf(computedAt, timeZone) < dayOf(now, timeZone)) return true
  return now.getTime() - computedAt.getTime() >= HOUR && movedByTime(tree, now, timeZone) === 'by-moment'
}
