import { tagsGet } from '../platforms/wechat-oa/api/tags-get.ts'
import { inOnePiece } from './sync-part.ts'

/** The tags of an Official Account. Who has them comes with the followers. */
export const syncOaTags = inOnePiece(async ({ app, scope, now }, { platformTags, seen }) => {
  const { tags } = await app.platform.call(tagsGet, {})
  await platformTags.replaceAll({
    account: app.account.id,
    tags: tags.map(({ id, name }) => ({ id: String(id), name, group: null })),
    at: now,
  })
  await seen.note(
    scope,
    tags.map(({ id, name }) => ({ key: String(id), print: name, title: name })),
  )
  return tags.length
})
