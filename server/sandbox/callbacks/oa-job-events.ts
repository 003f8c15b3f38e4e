import { nowSeconds, type Simulation } from '../simulation.ts'
import type { OaAccount } from '../world/account.ts'
import { openIdOf } from '../world/identity.ts'
import type { MassJob, Publication } from '../world/wechat-state.ts'
import { type Delivered, deliverCallback } from './deliver.ts'
import type { InnerMessage } from './envelope.ts'
import type { CallbackName } from './names.ts'

/** What an account is told of its own jobs (facts A7.5, A8.3): it comes from the administrator's openid, about nobody. */
async function tellAccount(
  sim: Simulation,
  account: OaAccount,
  of: { event: CallbackName; more: InnerMessage; summary: string },
): Promise<Delivered> {
  const administrator = openIdOf(account.appId, 'administrator')
  return await deliverCallback(sim, {
    account,
    event: of.event,
    summary: of.summary,
    person: null,
    staff: null,
    openId: administrator,
    inner: {
      ToUserName: account.originalId,
      FromUserName: administrator,
      CreateTime: nowSeconds(sim),
      MsgType: 'event',
      Event: of.event,
      ...of.more,
    },
  })
}

export type MassOutcome = { total: number; filtered: number; sent: number; failed: number; urls: readonly string[] }

export async function sendMassFinished(sim: Simulation, account: OaAccount, job: MassJob, outcome: MassOutcome) {
  return await tellAccount(sim, account, {
    event: 'MASSSENDJOBFINISH',
    more: {
      MsgID: job.id,
      Status: 'send success',
      TotalCount: outcome.total,
      FilterCount: outcome.filtered,
      SentCount: outcome.sent,
      ErrorCount: outcome.failed,
      CopyrightCheckResult: { Count: 0, ResultList: '', CheckState: 1 },
      ArticleUrlResult: {
        Count: outcome.urls.length,
        ResultList: { item: outcome.urls.map((url, index) => ({ ArticleIdx: index + 1, ArticleUrl: url })) },
      },
    },
    summary: `群发完成：送达 ${outcome.sent} 人`,
  })
}

export async function sendPublishFinished(sim: Simulation, account: OaAccount, of: Publication) {
  return await tellAccount(sim, account, {
    event: 'PUBLISHJOBFINISH',
    more: {
      PublishEventInfo: {
        publish_id: of.publishId,
        publish_status: 0,
        article_id: of.articleId,
        article_detail: {
          count: of.articles.length,
          item: of.articles.map((article, index) => ({ idx: index + 1, article_url: article.url })),
        },
      },
    },
    summary: '文章发布完成',
  })
}
