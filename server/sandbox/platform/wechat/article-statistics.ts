import { z } from 'zod'
import { nowMs, type Simulation } from '../../simulation.ts'
import type { OaAccount } from '../../world/account.ts'
import { defineCall, type PlatformCall, type Reply } from '../call.ts'
import { dayOf, stateOf } from './state.ts'
import { checkDays, type DayRange } from './statistics.ts'

/**
 * Figures of articles (facts A11, the family since 2025-11). Nobody here reads; an invented tenth of the followers does
 * so on the first day, a quarter of that on the second, and so on, the same figures whenever they are asked for.
 */
const A_DAY = 86_400_000
const BEGINS = '2025-11-01'

type Shown = { msgid: string; day: string; silent: boolean }
function articlesOf(sim: Simulation, account: OaAccount): Shown[] {
  const { massJobs, publications } = stateOf(sim, account)
  const sent = massJobs.flatMap((job) =>
    job.titles.map((_, index) => ({ msgid: `${job.dataId}_${index + 1}`, day: dayOf(job.at), silent: false })),
  )
  const published = publications
    .filter((one) => one.finished)
    .flatMap((one) =>
      one.articles.map((_, index) => ({ msgid: `${one.dataId}_${index + 1}`, day: dayOf(one.at), silent: true })),
    )
  return [...sent, ...published]
}

const followersOf = (sim: Simulation, account: OaAccount) =>
  Object.entries(sim.world.follows).filter(([key, one]) => one.following && key.startsWith(`${account.appId}:`)).length

function readsOn(sim: Simulation, account: OaAccount, article: Shown, day: string): number {
  const age = (Date.parse(day) - Date.parse(article.day)) / A_DAY
  return age < 0 ? 0 : Math.floor(followersOf(sim, account) / 10 / (age + 1) ** 2)
}
const detailOf = (reads: number): Reply => ({
  read_user: reads,
  read_user_source: [{ user_count: reads, scene_desc: '全部' }],
  share_user: Math.floor(reads / 12),
  zaikan_user: Math.floor(reads / 20),
  like_user: Math.floor(reads / 10),
  comment_count: 0,
})

function daysOf({ first, last }: DayRange): string[] {
  const days: string[] = []
  for (let at = Date.parse(first); at <= Date.parse(last); at += A_DAY) {
    days.push(new Date(at).toISOString().slice(0, 10))
  }
  return days.filter((day) => day >= BEGINS)
}

type Context = { sim: Simulation; account: OaAccount; range: DayRange }
const statistic = (name: string, most: number, list: (of: Context) => Reply[]): PlatformCall =>
  defineCall({
    method: 'POST',
    path: `/datacube/${name}`,
    caller: 'oa',
    input: z.object({ begin_date: z.string(), end_date: z.string() }),
    answer: (input, account, { sim }) => ({
      list: list({ sim, account, range: checkDays(sim, input, most) }),
      is_delay: false,
    }),
  })

/** Every article somebody read on the day. */
const readOn = ({ sim, account, range }: Context, detail: (reads: number) => Reply): Reply[] =>
  daysOf(range).flatMap((day) =>
    articlesOf(sim, account)
      .map((article) => ({ article, reads: readsOn(sim, account, article, day) }))
      .filter(({ reads }) => reads > 0)
      .map(({ article, reads }) => ({ ref_date: day, msgid: article.msgid, detail: detail(reads) })),
  )

export const articleStatistics: readonly PlatformCall[] = [
  statistic('getarticleread', 1, (of) => readOn(of, detailOf)),
  statistic('getarticleshare', 1, (of) => readOn(of, (reads) => ({ share_user: Math.floor(reads / 12) }))),
  statistic('getbizsummary', 30, ({ sim, account, range }) =>
    daysOf(range).map((day) => ({
      ref_date: day,
      detail: detailOf(articlesOf(sim, account).reduce((sum, article) => sum + readsOn(sim, account, article, day), 0)),
    })),
  ),
  statistic('getarticletotaldetail', 30, ({ sim, account, range }) =>
    articlesOf(sim, account)
      .filter((article) => daysOf(range).includes(article.day))
      .map((article) => ({
        ref_date: article.day,
        msgid: article.msgid,
        publish_type: article.silent ? 1 : 0,
        ...soFar(sim, account, article),
      })),
  ),
]

/** Each day up to yesterday, the sums since the article appeared. */
function soFar(sim: Simulation, account: OaAccount, article: Shown): Reply {
  let reads = 0
  const days = daysOf({ first: article.day, last: dayOf(nowMs(sim) - A_DAY) }).slice(0, 30)
  return {
    detail_list: days.map((stat_date) => {
      reads += readsOn(sim, account, article, stat_date)
      return { stat_date, ...detailOf(reads) }
    }),
  }
}
