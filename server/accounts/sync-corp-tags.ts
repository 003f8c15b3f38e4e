import { externalContactGetCorpTagList } from '../platforms/wecom/api/external-contact-get-corp-tag-list.ts'
import { inOnePiece } from './sync-part.ts'

/** The company's tags with their groups. Who has them comes with the customers. */
export const syncCorpTags = inOnePiece(async ({ app, scope, now }, { platformTags, seen }) => {
  const { tag_group } = await app.platform.call(externalContactGetCorpTagList, {})
  const tags = tag_group
    .filter(({ deleted }) => !deleted)
    .flatMap(({ group_name, tag }) =>
      tag.filter(({ deleted }) => !deleted).map(({ id, name }) => ({ id, name, group: group_name })),
    )
  await platformTags.replaceAll({ account: app.account.id, tags, at: now })
  await seen.note(
    scope,
    tags.map(({ id, name, group }) => ({ key: id, print: `${group}|${name}`, title: `${group} · ${name}` })),
  )
  return tags.length
})
