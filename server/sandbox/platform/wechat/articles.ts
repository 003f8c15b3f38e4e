import type { Simulation } from '../../simulation.ts'
import { findOa } from '../../simulation.ts'
import type { OaAccount } from '../../world/account.ts'
import type { MessageBody } from '../../world/message.ts'
import type { Article } from '../../world/wechat-state.ts'
import { articleUrl } from './drafts.ts'
import { stateOf } from './state.ts'

/** Articles as a card in a chat, and as the page behind it (facts A7, A8). */
export const newsBody = (id: string, articles: readonly Article[]): MessageBody => ({
  kind: 'news',
  articles: articles.map((article, index) => ({
    title: article.title,
    description: article.digest,
    url: articleUrl(id, index + 1),
    picture: article.thumb_media_id,
  })),
})

type Page = { url: string; article: Article; deleted: boolean }

/** A published article, one that was sent to many, or a draft in a preview. */
function* pagesOf(sim: Simulation, account: OaAccount): Generator<Page> {
  const state = stateOf(sim, account)
  for (const publication of state.publications) {
    for (const article of publication.articles) yield { url: article.url, article, deleted: article.deleted }
  }
  for (const job of state.massJobs) {
    for (const [index, article] of job.articles.entries()) {
      const deleted = job.status === 'DELETE' || job.deleted.includes(index + 1)
      yield { url: articleUrl(job.draft, index + 1), article, deleted }
    }
  }
  for (const draft of state.drafts) {
    for (const [index, article] of draft.articles.entries()) {
      yield { url: articleUrl(draft.id, index + 1), article, deleted: false }
    }
  }
}

const withoutPreviewKey = (url: string) => url.replace(/&tempkey=\w*/, '')

export const isArticleUrl = (url: string) => /^https?:\/\/mp\.weixin\.qq\.com\/s\?/.test(url)

export function findArticle(sim: Simulation, url: string): (Page & { account: OaAccount }) | null {
  const account = findOa(sim)
  if (account === null) return null
  for (const page of pagesOf(sim, account)) {
    if (page.url === withoutPreviewKey(url)) return { ...page, account }
  }
  return null
}
