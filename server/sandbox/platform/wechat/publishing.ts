import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { sendPublishFinished } from '../../callbacks/oa-job-events.ts'
import { nextNumber, nowMs, type Simulation } from '../../simulation.ts'
import type { OaAccount } from '../../world/account.ts'
import type { Publication } from '../../world/wechat-state.ts'
import { defineCall, type Reply } from '../call.ts'
import { refuse } from '../refusal.ts'
import { ArticlePage, articleUrl, draftOf } from './drafts.ts'
import { stateOf } from './state.ts'

/** Facts A8.2, A8.3: accepted at once, published some seconds later; the draft is used up by it [U]. */
export const publishSubmit = defineCall({
  method: 'POST',
  path: '/cgi-bin/freepublish/submit',
  caller: 'oa',
  input: z.object({ media_id: z.string() }),
  answer(input, account, { sim }) {
    const draft = draftOf(sim, account, input.media_id)
    const articleId = randomBytes(24).toString('base64url')
    const publication: Publication = {
      publishId: 100_000_000 + nextNumber(sim),
      dataId: 2_247_000_000 + nextNumber(sim),
      articleId,
      at: nowMs(sim),
      finished: false,
      articles: draft.articles.map((article, index) => ({
        ...article,
        url: articleUrl(articleId, index + 1),
        deleted: false,
      })),
    }
    const state = stateOf(sim, account)
    state.publications = [...state.publications, publication]
    state.drafts = state.drafts.filter((one) => one !== draft)
    sim.schedule.after(1000 + sim.random.next() * 2000, async () => {
      publication.finished = true
      await sendPublishFinished(sim, account, publication)
    })
    sim.changed()
    return {
      errcode: 0,
      errmsg: 'ok',
      publish_id: String(publication.publishId),
      msg_data_id: publication.dataId,
    }
  },
})

function publicationOf(sim: Simulation, account: OaAccount, fits: (one: Publication) => boolean): Publication {
  return stateOf(sim, account).publications.find(fits) ?? refuse(53600, 'article id is invalid')
}

export const publishGet = defineCall({
  method: 'POST',
  path: '/cgi-bin/freepublish/get',
  caller: 'oa',
  input: z.object({ publish_id: z.coerce.string() }),
  answer(input, account, { sim }): Reply {
    const found = publicationOf(sim, account, (one) => String(one.publishId) === input.publish_id)
    if (!found.finished) return { publish_id: found.publishId, publish_status: 1, fail_idx: [] }
    const left = found.articles.filter((article) => !article.deleted)
    return {
      publish_id: found.publishId,
      publish_status: left.length === 0 ? 5 : 0,
      article_id: found.articleId,
      article_detail: {
        count: found.articles.length,
        item: found.articles.map((article, index) => ({ idx: index + 1, article_url: article.url })),
      },
      fail_idx: [],
    }
  },
})

export const publishDelete = defineCall({
  method: 'POST',
  path: '/cgi-bin/freepublish/delete',
  caller: 'oa',
  input: z.object({ article_id: z.string(), index: z.number().int().min(0).default(0) }),
  answer({ article_id, index }, account, { sim }) {
    const found = publicationOf(sim, account, (one) => one.articleId === article_id && one.finished)
    if (index > found.articles.length) return refuse(53601, 'invalid index value')
    found.articles.forEach((article, at) => {
      if (index === 0 || at === index - 1) article.deleted = true
    })
    sim.changed()
    return { errcode: 0, errmsg: 'ok' }
  },
})

export const publishList = defineCall({
  method: 'POST',
  path: '/cgi-bin/freepublish/batchget',
  caller: 'oa',
  input: ArticlePage,
  misfit: 40035,
  answer({ offset, count, no_content }, account, { sim }) {
    const all = stateOf(sim, account)
      .publications.filter((one) => one.finished && one.articles.some((article) => !article.deleted))
      .reverse()
    const item = all.slice(offset, offset + count).map((one) => ({
      article_id: one.articleId,
      content: {
        news_item: one.articles.map(({ deleted, content, ...article }) => ({
          ...article,
          ...(no_content === 1 ? {} : { content }),
          is_deleted: deleted,
        })),
      },
      update_time: Math.floor(one.at / 1000),
    }))
    return { total_count: all.length, item_count: item.length, item }
  },
})
