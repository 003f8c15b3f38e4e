import type { AccountTags, NewTagLink } from '../../shared/api/syncs.ts'
import type { AccountId } from '../../shared/ids.ts'
import { Refusal } from '../../shared/refusal.ts'
import type { Clock } from '../kit/clock.ts'
import { newId } from '../kit/new-id.ts'
import { tagsCreate } from '../platforms/wechat-oa/api/tags-create.ts'
import { externalContactAddCorpTag } from '../platforms/wecom/api/external-contact-add-corp-tag.ts'
import type { ContactsStore } from '../store/contacts.ts'
import type { PlatformTag, PlatformTagsStore } from '../store/platform-tags.ts'
import type { TagCopiesStore } from '../store/tag-copies.ts'
import type { TagMappingsStore } from '../store/tag-mappings.ts'
import type { AppPlatforms, ConnectedApp } from './app-platforms.ts'
import { saidToPerson } from './said-to-person.ts'
import type { Sync } from './sync-account.ts'

type Needs = {
  platforms: Pick<AppPlatforms, 'byId'>
  platformTags: Pick<PlatformTagsStore, 'list' | 'add'>
  tagMappings: TagMappingsStore
  tagCopies: Pick<TagCopiesStore, 'troubles'>
  contacts: Pick<ContactsStore, 'lookAtTag'>
  sync: Pick<Sync, 'syncPart'>
  clock: Clock
}

/** The group a company's tag is made in when nobody names one. */
const GROUP = '微路'
/** An Official Account has at most so many tags [U, facts A3.5], a company so many [facts C4.3: 3,000, newer texts 10,000 U]. */
const MOST = { oa: 100, wecom: 3000 } as const

/** Which tags of ours are kept the same as which of the platform's: listed, linked (the platform's made on demand), unlinked. */
export function createTagLinks(needs: Needs) {
  const { platforms, platformTags, tagMappings, tagCopies, contacts, sync, clock } = needs

  return {
    async listTags(account: AccountId): Promise<AccountTags> {
      const [tags, links, troubles] = await Promise.all([
        platformTags.list(account),
        tagMappings.all(),
        tagCopies.troubles(account),
      ])
      const byTag = new Map(links.filter((one) => one.account === account).map((one) => [one.platformTag, one]))
      const items = tags
        .map((tag) => ({ ...tag, link: linkOf(byTag.get(tag.id)) }))
        .filter(({ gone, link }) => !gone || link !== null)
      return { items, troubles }
    },

    /** What either side has already comes to the other: nothing is taken from anybody. */
    async linkTag(account: AccountId, given: NewTagLink, by: string): Promise<void> {
      const app = await platforms.byId(account)
      const { kind, appId } = app.account
      if (kind === 'mini') throw new Refusal({ code: 'tag.no-tags', status: 400, message: '小程序没有平台标签' })
      const { tag } = given
      if ((await tagMappings.all()).some((one) => one.account === account && one.tag === tag)) {
        throw new Refusal({ code: 'tag.mapped', status: 409, message: '这个标签已经对应了另一个标签，请先取消对应' })
      }
      const platformTag = given.platformTag ?? (await made(app, { name: tag, group: given.group ?? GROUP })).id
      const id = newId('tm')
      await tagMappings.add({ id, account, kind, appId, tag, platformTag, by, createdAt: clock.now() })
      await contacts.lookAtTag(tag, clock.now())
      await sync.syncPart(account, kind === 'oa' ? 'followers' : 'customers')
    },

    /** Both sides keep what they have. */
    async unlinkTag(account: AccountId, link: string): Promise<void> {
      if (await tagMappings.remove(account, link)) return
      throw new Refusal({ code: 'tag.not-linked', status: 404, message: '这个对应已经取消' })
    },
  }

  async function made(app: ConnectedApp, wanted: { name: string; group: string }): Promise<PlatformTag> {
    const { account } = app
    const living = (await platformTags.list(account.id)).filter(({ gone }) => !gone)
    const same = living.find(({ name }) => name === wanted.name)
    if (same !== undefined) return same
    if (living.length >= MOST[account.kind === 'oa' ? 'oa' : 'wecom']) {
      throw new Refusal({
        code: 'tag.too-many',
        status: 409,
        message: '平台上的标签数量已到上限，请选择一个已有的标签',
      })
    }
    if ([...wanted.name].length > 30) {
      throw new Refusal({ code: 'tag.too-long', status: 400, message: '平台标签最多 30 个字，请选择一个已有的标签' })
    }
    const unheard = '标签可能已经建好，请先同步标签再试'
    const tag = await saidToPerson({ code: 'tag.not-made', failed: '没有建成标签', unheard }, () =>
      account.kind === 'oa' ? madeForOa(app, wanted) : madeForCompany(app, wanted),
    )
    await platformTags.add(account.id, tag, clock.now())
    return { ...tag, gone: false }
  }
}
export type TagLinks = ReturnType<typeof createTagLinks>

const linkOf = (mapping: { id: string; tag: string } | undefined) =>
  mapping === undefined ? null : { id: mapping.id, tag: mapping.tag }

type Made = Omit<PlatformTag, 'gone'>

async function madeForOa({ platform }: ConnectedApp, { name }: { name: string }): Promise<Made> {
  const { tag } = await platform.call(tagsCreate, { tag: { name } })
  return { id: String(tag.id), name, group: null }
}

async function madeForCompany(
  { platform }: ConnectedApp,
  { name, group }: { name: string; group: string },
): Promise<Made> {
  const { tag_group } = await platform.call(externalContactAddCorpTag, { group_name: group, tag: [{ name }] })
  const tag = tag_group.tag.find((one) => one.name === name)
  if (tag === undefined) throw new Error('the platform made a tag and does not name it')
  return { id: tag.id, name, group: tag_group.group_name }
}
