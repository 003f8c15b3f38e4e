import type { QuotaForecast, QuotaRow } from '../../../shared/api/quotas.ts'
import { addDays } from '../../../shared/local-time.ts'
import { quotaWindow } from '../../../shared/quota-window.ts'
import { occurrencesBetween } from '../../journeys/occurrences.ts'
import { startRuleOf } from '../../journeys/react.ts'
import type { Clock } from '../../kit/clock.ts'
import type { DatedRows } from '../../schema/dated-rows.ts'
import type { Membership } from '../../segments/membership.ts'
import type { JourneysStore, LiveJourney } from '../../store/journeys.ts'
import type { OutboxStore } from '../../store/outbox.ts'

export type QuotaForecastNeeds = {
  outbox: Pick<OutboxStore, 'waitingCounts'>
  journeys: Pick<JourneysStore, 'live'>
  membership: Membership
  datedRows: DatedRows
  channels: readonly { name: string; label: string; quota: { api: string; per: 'day' | 'month' } | null }[]
  clock: Clock
  timeZone: string
}

/**
 * What will be asked of each API until the platform's midnight: messages that wait, and what dated and recurring journeys
 * will send at most to whom they let in. Against it stands what is left in the books of all accounts together.
 */
export function createQuotaForecast({
  outbox,
  journeys,
  membership,
  datedRows,
  channels,
  clock,
  timeZone,
}: QuotaForecastNeeds) {
  return async function readForecast(rows: readonly QuotaRow[]): Promise<QuotaForecast[]> {
    const now = clock.now()
    const end = quotaWindow('day', now).end
    const waiting = new Map((await outbox.waitingCounts(end)).map(({ channel, count }) => [channel, count]))
    const planned = await plannedUntil(now, end)
    const apis = new Set(channels.flatMap(({ quota }) => (quota === null ? [] : [quota.api])))
    return [...apis].flatMap((api) => {
      const drawing = channels.filter(({ quota }) => quota?.api === api)
      const total = (counts: ReadonlyMap<string, number>) =>
        drawing.reduce((sum, { name }) => sum + (counts.get(name) ?? 0), 0)
      const per = drawing[0]?.quota?.per ?? 'day'
      const own = rows.filter((row) => row.api === api && row.per === per)
      const label = own[0]?.label ?? drawing.map((channel) => channel.label).join('、')
      const one = { label, waiting: total(waiting), planned: total(planned), left: leftOf(own) }
      return one.waiting + one.planned === 0 ? [] : [{ ...one, warning: warningOf(one) }]
    })
  }

  async function plannedUntil(now: Date, end: Date): Promise<Map<string, number>> {
    const planned = new Map<string, number>()
    for (const live of await journeys.live()) {
      const people = await peopleOf(live, now, end)
      if (people === 0) continue
      for (const channel of channelsOf(live)) planned.set(channel, (planned.get(channel) ?? 0) + people)
    }
    return planned
  }

  async function peopleOf(live: LiveJourney, now: Date, end: Date): Promise<number> {
    const rule = startRuleOf(live.journey)
    if (!rule || rule.kind === 'event') return 0
    let people = 0
    for (const { day } of occurrencesBetween(rule, { from: now, to: end, timeZone })) {
      if (rule.kind === 'recurring') people += await membership.count(rule.who, now)
      else if (rule.kind === 'dated-row') {
        for await (const rows of datedRows(rule, addDays(day, -rule.offsetDays))) people += rows.length
      } else {
        const born = membership.withDay(rule.attribute, addDays(day, -rule.offsetDays))
        for await (const ids of born) people += ids.length
      }
    }
    return people
  }
}

/** Each once: on which way a person goes is not known before. */
function channelsOf({ journey }: LiveJourney): Set<string> {
  const named = [...journey.nodes.values()].map(({ settings }) => settings)
  return new Set(named.flatMap((settings) => (typeof settings.channel === 'string' ? [settings.channel] : [])))
}

function leftOf(rows: readonly QuotaRow[]): number | null {
  let left: number | null = null
  for (const { limit, used, closedUntil } of rows) {
    if (limit !== null) left = (left ?? 0) + (closedUntil === null ? Math.max(0, limit - used) : 0)
  }
  return left
}

function warningOf({ label, waiting, planned, left }: Omit<QuotaForecast, 'warning'>): string | null {
  const needed = waiting + planned
  if (left === null || needed <= left) return null
  const short = needed - left
  return left === 0
    ? `${label}今天的额度已用完，约 ${short} 条要等到明日 0 点之后`
    : `${label}今天预计还要发 ${needed} 条，额度只剩 ${left} 条，约 ${short} 条要等到明日 0 点之后`
}
