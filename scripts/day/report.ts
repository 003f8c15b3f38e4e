import type { Difference } from './compare.ts'
import type { Plan } from './plan.ts'
import type { Posted } from './post.ts'

export type Percentiles = { p50: number; p95: number; p99: number; count: number }

export function percentilesOf(samples: readonly number[]): Percentiles {
  const sorted = [...samples].sort((one, other) => one - other)
  const at = (share: number) =>
    Number((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(1))
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), count: sorted.length }
}

export type DayReport = {
  day: { followers: number; seed: number; database: string }
  posted: {
    callbacks: number
    answers: Record<string, number>
    byPlatform: Record<string, number>
    perSecond: number
    seconds: number
  }
  untilIdleSeconds: number
  wholeLinePerSecond: number
  totals: Record<string, number>
  ackMs: Percentiles
  ackOfHeldFollowsMs: Percentiles
  eventToSendMs: Record<string, Percentiles>
  skippedBecause: Record<string, number>
  differences: Difference[]
}

export function reportOf(given: {
  day: DayReport['day']
  plan: Plan
  posted: Posted
  totals: Record<string, number>
  times: ReadonlyMap<string, readonly number[]>
  skippedBecause: Record<string, number>
  untilIdleSeconds: number
  differences: Difference[]
}): DayReport {
  const { posted } = given
  const callbacks = Object.values(posted.answers).reduce((sum, count) => sum + count, 0)
  return {
    day: given.day,
    posted: {
      callbacks,
      answers: posted.answers,
      byPlatform: posted.byPlatform,
      perSecond: Math.round(callbacks / posted.seconds),
      seconds: Number(posted.seconds.toFixed(1)),
    },
    untilIdleSeconds: Number(given.untilIdleSeconds.toFixed(1)),
    wholeLinePerSecond: Math.round(callbacks / (posted.seconds + given.untilIdleSeconds)),
    totals: Object.fromEntries(
      Object.entries(given.totals)
        .filter(([, count]) => count !== 0)
        .sort(),
    ),
    ackMs: percentilesOf(posted.ackMs),
    ackOfHeldFollowsMs: percentilesOf(posted.heldMs),
    eventToSendMs: Object.fromEntries([...given.times].map(([channel, ms]) => [channel, percentilesOf(ms)])),
    skippedBecause: given.skippedBecause,
    differences: given.differences,
  }
}

const line = ({ p50, p95, p99, count }: Percentiles) => `p50 ${p50} ms, p95 ${p95} ms, p99 ${p99} ms (${count})`

export function textOf(report: DayReport): string {
  const { totals, posted } = report
  const section = (title: string, prefix: string) => {
    const rows = Object.entries(totals).filter(([name]) => name.startsWith(prefix))
    return [`  ${title}`, ...rows.map(([name, count]) => `    ${name.slice(prefix.length).padEnd(44)}${count}`)]
  }
  const single = (...names: string[]) => names.map((name) => `    ${name.padEnd(44)}${totals[name] ?? 0}`)
  return [
    `A day of ${report.day.followers} followers, seed ${report.day.seed}, on ${report.day.database}`,
    '  posted',
    `    callbacks ${posted.callbacks} in ${posted.seconds} s = ${posted.perSecond}/s; idle ${report.untilIdleSeconds} s later; whole line ${report.wholeLinePerSecond}/s`,
    `    answers ${JSON.stringify(posted.answers)}, true ones by platform ${JSON.stringify(posted.byPlatform)}`,
    '  what became of them',
    ...single('accepted', 'repeated', 'worked off', 'unknown kept', 'failed'),
    ...section('refused', 'refused: '),
    '  people',
    ...single('contacts', 'merges', 'still following'),
    ...section('timeline', 'timeline: '),
    ...section('journeys started', 'journeys started: '),
    ...section('journeys ended', 'journeys ended: '),
    ...section('messages', 'outbox: '),
    '  not sent because',
    ...Object.entries(report.skippedBecause).map(([why, count]) => `    ${count} × ${why}`),
    ...section('the simulator saw', 'simulator ok: '),
    '  times',
    `    acknowledgement                ${line(report.ackMs)}`,
    `    … of follows, which wait for their welcome  ${line(report.ackOfHeldFollowsMs)}`,
    ...Object.entries(report.eventToSendMs).map(
      ([channel, ms]) => `    event to send, ${channel.padEnd(16)}${line(ms)}`,
    ),
    report.differences.length === 0 ? '  every expected total was found' : `  ${report.differences.length} DIFFERENCES`,
    ...report.differences.map(({ name, expected, found }) => `    ${name}: expected ${expected}, found ${found}`),
  ].join('\n')
}
