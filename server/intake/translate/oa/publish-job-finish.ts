import { z } from 'zod'
import { defineTranslator, filled, listed, maybe, text, whole } from '../contract.ts'

const Finish = z.object({
  PublishEventInfo: z.object({
    publish_id: filled,
    publish_status: whole,
    article_id: text.optional(),
    article_detail: maybe(z.object({ item: listed(z.object({ article_url: text })) })),
  }),
})

/** Facts A8.2, unconfirmed beyond 0. */
const problems: Readonly<Record<number, string>> = {
  1: '仍在发布中',
  2: '原创声明没有通过',
  3: '发布失败',
  4: '平台审核没有通过',
  5: '发布后所有文章都被删除',
  6: '发布后所有文章都被平台封禁',
}

/** Articles were published, or not. One sample of the platform spells the event with FREE in front. */
export default defineTranslator({
  platform: 'oa',
  types: ['event.PUBLISHJOBFINISH', 'event.FREEPUBLISHJOBFINISH'],
  translate(message) {
    const { publish_id: id, publish_status, article_id, article_detail } = Finish.parse(message.fields).PublishEventInfo
    const problem = publish_status === 0 ? null : (problems[publish_status] ?? `发布失败：${publish_status}`)
    const articles = article_detail?.item.map(({ article_url }) => article_url) ?? []
    const report = { job: 'publish' as const, id, succeeded: problem === null, problem }
    return { kind: 'reported', report: { ...report, article: article_id || null, articles } }
  },
})
