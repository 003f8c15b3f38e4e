import { z } from 'zod'

const A_DAY_MS = 86_400_000

/** Days in Shanghai, both ends included; yesterday is the latest. So many days at most (facts A11). */
export const daysUpTo = (days: number) =>
  z.object({ begin_date: z.iso.date(), end_date: z.iso.date() }).refine(
    ({ begin_date, end_date }) => {
      const span = (Date.parse(end_date) - Date.parse(begin_date)) / A_DAY_MS
      return span >= 0 && span < days
    },
    { message: `not between one and ${days} days` },
  )

/** Messages people sent: 1 text, 2 image, 3 voice, 4 video, 6 links of third parties [U]. */
const Upstream = z.object({
  ref_date: z.string(),
  msg_type: z.number(),
  msg_user: z.number(),
  msg_count: z.number(),
})
export const UpstreamRows = z.object({ list: z.array(Upstream) })
export const UpstreamHours = z.object({ list: z.array(Upstream.extend({ ref_hour: z.number() })) })
/** How many people sent how many: 0 none, 1 one to five, 2 six to ten, 3 more [U]. */
export const UpstreamSpread = z.object({
  list: z.array(z.object({ ref_date: z.string(), count_interval: z.number(), msg_user: z.number() })),
})
export const messageStatisticsDoc =
  'https://developers.weixin.qq.com/doc/offiaccount/Analytics/Message_analysis_data_interface.html'

/** What became of an article. `is_delay` true: the figures are not the latest yet. */
export const ArticleReads = z.object({
  read_user: z.number(),
  share_user: z.number().optional(),
  zaikan_user: z.number().optional(),
  like_user: z.number().optional(),
  comment_count: z.number().optional(),
})
/** `<msg_data_id>_<article>`: what mass sending and publishing answered, and the article's place in it. */
export const ArticleKey = z.string()
