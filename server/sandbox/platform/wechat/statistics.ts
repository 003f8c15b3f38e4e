import { z } from 'zod'
import { nowMs, type Simulation } from '../../simulation.ts'
import type { OaAccount } from '../../world/account.ts'
import { defineCall, type PlatformCall, type Reply } from '../call.ts'
import { refuse } from '../refusal.ts'
import { dayOf, hourOf } from './state.ts'

/** Facts A11: days of Shanghai, yesterday the latest, so many of them at most. What people wrote is counted. */
const A_DAY = 86_400_000
const Range = z.object({ begin_date: z.string(), end_date: z.string() })
export type DayRange = { first: string; last: string }

export function checkDays(sim: Simulation, input: z.infer<typeof Range>, most: number): DayRange {
  const { begin_date: first, end_date: last } = input
  const real = (day: string) => /^\d{4}-\d\d-\d\d$/.test(day) && !Number.isNaN(Date.parse(day))
  if (!real(first) || !real(last) || last > dayOf(nowMs(sim) - A_DAY) || first > last) {
    return refuse(61500, 'date format error')
  }
  const days = (Date.parse(last) - Date.parse(first)) / A_DAY + 1
  return days > most ? refuse(61501, 'date range error') : { first, last }
}

type Period = (ms: number) => string
const day: Period = dayOf
const month: Period = (ms) => `${dayOf(ms).slice(0, 7)}-01`
/** The Monday it belongs to. */
const week: Period = (ms) => {
  const today = Date.parse(dayOf(ms))
  return new Date(today - ((new Date(today).getUTCDay() + 6) % 7) * A_DAY).toISOString().slice(0, 10)
}

type Said = { person: string; at: number }
/** Weeks and months are whole, are known when they are over, and are asked for by their first day. */
function saidIn(sim: Simulation, account: OaAccount, range: DayRange, period: Period): Said[] {
  const prefix = `oa:${account.appId}:`
  const current = period(nowMs(sim))
  return sim.world.messages
    .filter((message) => message.from === 'person' && message.chat.startsWith(prefix))
    .map((message) => ({ person: message.chat.slice(prefix.length), at: message.at }))
    .filter(({ at }) => period(at) >= range.first && period(at) <= range.last && period(at) !== current)
}

function grouped(said: Said[], keyOf: (one: Said) => string): Map<string, Said[]> {
  const groups = new Map<string, Said[]>()
  for (const one of said) groups.set(keyOf(one), [...(groups.get(keyOf(one)) ?? []), one])
  return groups
}
const speakers = (said: Said[]) => grouped(said, (one) => one.person)

/** Only texts are played here: msg_type 1. */
function rowsOf(said: Said[], period: Period, byHour: boolean): Reply[] {
  const key = ({ at }: Said) => `${period(at)} ${byHour ? hourOf(at) : ''}`
  return [...grouped(said, key)].map(([name, group]) => ({
    ref_date: name.slice(0, 10),
    ...(byHour ? { ref_hour: Number(name.slice(11)) * 100 } : {}),
    msg_type: 1,
    msg_user: speakers(group).size,
    msg_count: group.length,
  }))
}

/** 1: one to five messages, 2: six to ten, 3: more [U]. */
const intervalOf = (count: number) => (count <= 5 ? 1 : count <= 10 ? 2 : 3)
function spreadOf(said: Said[], period: Period): Reply[] {
  return [...grouped(said, ({ at }) => period(at))].flatMap(([ref_date, group]) => {
    const counts = new Map<number, number>()
    for (const of of speakers(group).values()) {
      counts.set(intervalOf(of.length), (counts.get(intervalOf(of.length)) ?? 0) + 1)
    }
    return [...counts].map(([count_interval, msg_user]) => ({ ref_date, count_interval, msg_user }))
  })
}

type Listed = (said: Said[], period: Period) => Reply[]
const statistic = (name: string, most: number, period: Period, list: Listed): PlatformCall =>
  defineCall({
    method: 'POST',
    path: `/datacube/${name}`,
    caller: 'oa',
    input: Range,
    answer: (input, account, { sim }) => ({
      list: list(saidIn(sim, account, checkDays(sim, input, most), period), period),
    }),
  })

const rows: Listed = (said, period) => rowsOf(said, period, false)
export const messageStatistics: readonly PlatformCall[] = [
  statistic('getupstreammsg', 7, day, rows),
  statistic('getupstreammsghour', 1, day, (said, period) => rowsOf(said, period, true)),
  statistic('getupstreammsgweek', 30, week, rows),
  statistic('getupstreammsgmonth', 30, month, rows),
  statistic('getupstreammsgdist', 15, day, spreadOf),
  statistic('getupstreammsgdistweek', 15, week, spreadOf),
  statistic('getupstreammsgdistmonth', 30, month, spreadOf),
]
