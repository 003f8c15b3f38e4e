import { z } from 'zod'
import { defineTranslator, filled, listed, maybe, text, whole } from '../contract.ts'

const count = whole.default(0)
const Articles = z.object({ ResultList: maybe(z.object({ item: listed(z.object({ ArticleUrl: text })) })) })
const Finish = z.object({
  MsgID: filled,
  Status: filled,
  TotalCount: count,
  FilterCount: count,
  SentCount: count,
  ErrorCount: count,
  /** Empty text instead of a list where there is nothing to list. */
  ArticleUrlResult: maybe(Articles),
})

/** `err(N)` (facts A7.5). */
const problems: Readonly<Record<string, string>> = {
  10001: '内容涉嫌广告',
  20001: '内容涉嫌政治敏感',
  20002: '内容涉嫌色情',
  20004: '内容涉嫌违反社会公序',
  20006: '内容涉嫌违法犯罪',
  20008: '内容涉嫌欺诈',
  20013: '内容涉嫌侵权',
  21000: '内容涉嫌违规',
  22000: '内容涉嫌互推互换',
  30001: '原创校验时微信系统出错',
  30002: '原创校验不通过',
  30003: '原创校验判定为转载',
  40001: '管理员拒绝了群发',
  40002: '管理员半小时内没有确认群发',
}

/** A mass send ended. It comes from the administrator's openid and counts people without naming them. */
export default defineTranslator({
  platform: 'oa',
  types: ['event.MASSSENDJOBFINISH'],
  translate(message) {
    const finish = Finish.parse(message.fields)
    const { MsgID: id, Status, TotalCount: total, FilterCount: filtered, SentCount: sent, ErrorCount: failed } = finish
    const problem = problemOf(Status)
    const articles = finish.ArticleUrlResult?.ResultList?.item.map(({ ArticleUrl }) => ArticleUrl) ?? []
    const report = { job: 'mass' as const, id, succeeded: problem === null, problem }
    return { kind: 'reported', report: { ...report, total, filtered, sent, failed, articles } }
  },
})

function problemOf(status: string): string | null {
  if (status === 'send success') return null
  const code = /^err\((\d+)\)$/.exec(status)?.[1]
  return code === undefined ? '微信没有发送成功' : (problems[code] ?? `微信没有发送：${code}`)
}
