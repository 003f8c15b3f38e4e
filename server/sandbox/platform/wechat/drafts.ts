import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { nowMs, type Simulation } from '../../simulation.ts'
import type { OaAccount } from '../../world/account.ts'
import { Article, type Draft } from '../../world/wechat-state.ts'
import { defineCall, type Reply } from '../call.ts'
import { refuse } from '../refusal.ts'
import { mediaOf } from './media.ts'
import { stateOf } from './state.ts'

/** Facts A8.1. Lengths are [U]; so are the codes of what is too long but 45002 and 45001. */
const ok = { errcode: 0, errmsg: 'ok' }
const MOST_ARTICLES = 8
const LONGEST_TITLE = 64
const LARGEST_CONTENT = 1024 * 1024

function checkArticle(sim: Simulation, account: OaAccount, article: Article): Article {
  const titleLength = [...article.title].length
  if (titleLength === 0 || titleLength > LONGEST_TITLE) return refuse(45003, 'title size out of limit')
  if (article.content === '' || Buffer.byteLength(article.content) >= LARGEST_CONTENT) return refuse(45002)
  const cover = mediaOf(sim, account, article.thumb_media_id)
  // The cover must stay: a temporary picture is no cover.
  if (cover.expiresAt !== null || (cover.kind !== 'image' && cover.kind !== 'thumb')) return refuse(40007)
  return { ...article, content: withoutForeignPictures(article.content) }
}

/** Pictures from elsewhere are taken out of the text without a word. */
const withoutForeignPictures = (html: string) =>
  html.replaceAll(/<img[^>]*\bsrc="(?!https?:\/\/mmbiz\.qpic\.cn\/)[^"]*"[^>]*>/gi, '')

export const articleUrl = (id: string, index: number) => `http://mp.weixin.qq.com/s?sn=${id.slice(0, 32)}&idx=${index}`

export const newsItems = (id: string, articles: readonly Article[], withoutContent: boolean): Reply[] =>
  articles.map(({ content, ...article }, index) => ({
    ...article,
    ...(withoutContent ? {} : { content }),
    url: `${articleUrl(id, index + 1)}&tempkey=1`,
  }))

export function draftOf(sim: Simulation, account: OaAccount, id: string): Draft {
  return stateOf(sim, account).drafts.find((one) => one.id === id) ?? refuse(40007)
}

export const draftAdd = defineCall({
  method: 'POST',
  path: '/cgi-bin/draft/add',
  caller: 'oa',
  input: z.object({ articles: z.array(Article) }),
  answer({ articles }, account, { sim }) {
    if (articles.length === 0 || articles.length > MOST_ARTICLES) return refuse(45008, 'article size out of limit')
    const draft: Draft = {
      id: randomBytes(48).toString('base64url'),
      articles: articles.map((article) => checkArticle(sim, account, article)),
      updatedAt: nowMs(sim),
    }
    const state = stateOf(sim, account)
    state.drafts = [...state.drafts, draft]
    sim.changed()
    return { media_id: draft.id }
  },
})

export const draftGet = defineCall({
  method: 'POST',
  path: '/cgi-bin/draft/get',
  caller: 'oa',
  input: z.object({ media_id: z.string() }),
  answer(input, account, { sim }) {
    const draft = draftOf(sim, account, input.media_id)
    return { news_item: newsItems(draft.id, draft.articles, false) }
  },
})

export const draftUpdate = defineCall({
  method: 'POST',
  path: '/cgi-bin/draft/update',
  caller: 'oa',
  input: z.object({ media_id: z.string(), index: z.number().int().min(0), articles: Article }),
  answer(input, account, { sim }) {
    const draft = draftOf(sim, account, input.media_id)
    if (input.index >= draft.articles.length) return refuse(40114, 'invalid index value')
    draft.articles[input.index] = checkArticle(sim, account, input.articles)
    draft.updatedAt = nowMs(sim)
    sim.changed()
    return ok
  },
})

export const draftDelete = defineCall({
  method: 'POST',
  path: '/cgi-bin/draft/delete',
  caller: 'oa',
  input: z.object({ media_id: z.string() }),
  answer(input, account, { sim }) {
    const draft = draftOf(sim, account, input.media_id)
    const state = stateOf(sim, account)
    state.drafts = state.drafts.filter((one) => one !== draft)
    sim.changed()
    return ok
  },
})

export const draftCount = defineCall({
  method: 'GET',
  path: '/cgi-bin/draft/count',
  caller: 'oa',
  input: z.object({}),
  answer: (_input, account, { sim }) => ({ total_count: stateOf(sim, account).drafts.length }),
})

export const ArticlePage = z.object({
  offset: z.number().int().min(0),
  count: z.number().int().min(1).max(20),
  no_content: z.union([z.literal(0), z.literal(1)]).default(0),
})

export const draftList = defineCall({
  method: 'POST',
  path: '/cgi-bin/draft/batchget',
  caller: 'oa',
  input: ArticlePage,
  misfit: 40035,
  answer({ offset, count, no_content }, account, { sim }) {
    const all = [...stateOf(sim, account).drafts].reverse()
    const item = all.slice(offset, offset + count).map((draft) => ({
      media_id: draft.id,
      content: { news_item: newsItems(draft.id, draft.articles, no_content === 1) },
      update_time: Math.floor(draft.updatedAt / 1000),
    }))
    return { total_count: all.length, item_count: item.length, item }
  },
})
