import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { tagsCreate } from '../../server/platforms/wechat-oa/api/tags-create.ts'
import { tagsGet } from '../../server/platforms/wechat-oa/api/tags-get.ts'
import { tagsMembersBatchtagging } from '../../server/platforms/wechat-oa/api/tags-members-batchtagging.ts'
import { tagsMembersBatchuntagging } from '../../server/platforms/wechat-oa/api/tags-members-batchuntagging.ts'
import { userGet } from '../../server/platforms/wechat-oa/api/user-get.ts'
import { userInfo } from '../../server/platforms/wechat-oa/api/user-info.ts'
import { userInfoBatchget } from '../../server/platforms/wechat-oa/api/user-info-batchget.ts'
import { externalContactAddCorpTag } from '../../server/platforms/wecom/api/external-contact-add-corp-tag.ts'
import { externalContactBatchGetByUser } from '../../server/platforms/wecom/api/external-contact-batch-get-by-user.ts'
import { externalContactGet } from '../../server/platforms/wecom/api/external-contact-get.ts'
import { externalContactGetFollowUserList } from '../../server/platforms/wecom/api/external-contact-get-follow-user-list.ts'
import { externalContactMarkTag } from '../../server/platforms/wecom/api/external-contact-mark-tag.ts'
import { identityKey } from '../../shared/contact.ts'
import type { AccountId } from '../../shared/ids.ts'
import { type SyncsUnderTest, startSyncs } from '../support/syncs.ts'

let line: SyncsUnderTest
/** openid → tags; member|customer → tags. */
let followers: Map<string, Set<number>>
let friends: Map<string, Set<string>>
let since: Map<string, number>
let oaTags: { id: number; name: string; count: number }[]
const SINCE = Date.parse('2026-10-01T02:00:00Z') / 1000
const TOO_MANY = 'o-full'

beforeEach(async () => {
  line = await startSyncs()
  followers = new Map()
  friends = new Map()
  since = new Map()
  oaTags = [{ id: 100, name: '老客户', count: 0 }]
  const { fake } = line
  fake.on(userGet, ({ next_openid = '' }) => {
    const all = next_openid === '' ? [...followers.keys()] : []
    if (all.length === 0) return { total: followers.size, count: 0, next_openid: '' }
    return { total: all.length, count: all.length, data: { openid: all as never }, next_openid: all.at(-1) ?? '' }
  })
  const profile = (openid: string) => {
    const tags = followers.get(openid)
    if (tags === undefined) return { subscribe: 0, openid }
    return { subscribe: 1, openid, subscribe_time: since.get(openid) ?? SINCE, tagid_list: [...tags] }
  }
  fake.on(userInfoBatchget, ({ user_list }) => ({
    user_info_list: user_list.map(({ openid }) => profile(openid)) as never,
  }))
  fake.on(userInfo, ({ openid }) => profile(openid) as never)
  fake.on(tagsGet, () => ({ tags: oaTags }))
  fake.on(tagsCreate, ({ tag }) => {
    oaTags.push({ id: 200, name: tag.name, count: 0 })
    return { tag: { id: 200, name: tag.name } }
  })
  fake.on(tagsMembersBatchtagging, ({ tagid, openid_list }) => {
    if (openid_list.includes(TOO_MANY as never)) return { errcode: 45_059, errmsg: 'too many tags' }
    for (const openid of openid_list) followers.get(openid)?.add(tagid)
    return { errcode: 0, errmsg: 'ok' }
  })
  fake.on(tagsMembersBatchuntagging, ({ tagid, openid_list }) => {
    for (const openid of openid_list) followers.get(openid)?.delete(tagid)
    return { errcode: 0, errmsg: 'ok' }
  })
  const mine = (member: string) => [...friends].filter(([pair]) => pair.startsWith(`${member}|`))
  fake.on(externalContactGetFollowUserList, () => ({ follow_user: ['li', 'wang'] as never }))
  fake.on(externalContactBatchGetByUser, ({ userid_list: [member = ''] }) => ({
    external_contact_list: mine(member).map(([pair, tags]) => ({
      external_contact: { external_userid: pair.split('|')[1] ?? '', name: '王' },
      follow_info: { userid: member, createtime: SINCE, tag_id: [...tags] },
    })),
  }))
  fake.on(externalContactGet, ({ external_userid }) => {
    const theirs = [...friends].filter(([pair]) => pair.endsWith(`|${external_userid}`))
    if (theirs.length === 0) return { errcode: 84_061, errmsg: 'no' }
    return {
      external_contact: { external_userid, name: '王' },
      follow_user: theirs.map(([pair, tags]) => ({
        userid: pair.split('|')[0],
        createtime: SINCE,
        tags: [...tags].map((tag_id) => ({ tag_id, type: 1 })),
      })) as never,
    }
  })
  fake.on(externalContactMarkTag, ({ userid, external_userid, add_tag = [], remove_tag = [] }) => {
    const tags = friends.get(`${userid}|${external_userid}`)
    for (const tag of add_tag) tags?.add(tag)
    for (const tag of remove_tag) tags?.delete(tag)
    return { errcode: 0, errmsg: 'ok' }
  })
  fake.on(externalContactAddCorpTag, ({ group_name = '', tag }) => ({
    tag_group: { group_id: 'g1', group_name, tag: tag.map(({ name }) => ({ id: 'et-new', name })) },
  }))
})
afterEach(() => line.close())

const oa = (openid: string) => identityKey('oa', 'wx1', openid)
const wecom = (customer: string) => identityKey('wecom', 'ww1', customer)
const personOf = async (key: ReturnType<typeof oa>) => {
  const found = await line.stores.contacts.byIdentity(key)
  if (found === null) throw new Error(`nobody is ${key}`)
  return found
}
const tagsOf = async (key: ReturnType<typeof oa>) => (await personOf(key)).tags
let edits = 0
const change = async (key: ReturnType<typeof oa>, add: string[], remove: string[] = []) => {
  edits += 1
  const { id } = await personOf(key)
  await line.stores.contacts.addTags([
    { contact: id, add, remove, by: `us:${edits}`, why: '同事', at: line.clock.now() },
  ])
}
const link = async (account: AccountId, tag: string, platformTag: string | null) => {
  await line.tagLinks.linkTag(account, { tag, platformTag }, 'admin')
  await line.settleTags()
}
const calls = (api: { path: string }) => line.fake.callsOf(api).map(({ input }) => input)
const quiet = async () => {
  line.fake.seen.length = 0
  const before = line.entered.length
  await line.settleTags()
  expect(calls(tagsMembersBatchtagging)).toEqual([])
  expect(calls(tagsMembersBatchuntagging)).toEqual([])
  expect(calls(externalContactMarkTag)).toEqual([])
  expect(line.entered.length).toBe(before)
}

describe('a tag linked to one of an Official Account', () => {
  const connected = async (...people: string[]) => {
    for (const openid of people) followers.set(openid, new Set())
    const { id } = await line.connect('oa')
    await line.read(id, 'oa-tags')
    await line.read(id, 'followers')
    return id
  }

  it('comes, with what either side has, to the other, and then rests', async () => {
    const id = await connected('o1', 'o2', 'o3')
    followers.get('o1')?.add(100)
    await change(oa('o2'), ['老客'])
    await link(id, '老客', '100')
    expect(await tagsOf(oa('o1'))).toEqual(['老客'])
    expect(followers.get('o2')).toEqual(new Set([100]))
    expect(followers.get('o3')).toEqual(new Set())
    expect((await personOf(oa('o1'))).provenance['@tag:老客']).toMatchObject({ source: `oa:${id}` })
    expect((await personOf(oa('o2'))).provenance['@tag:老客']).toMatchObject({ source: 'staff' })
    await quiet()
    await line.night()
    await quiet()
  })

  it('given and taken here is given and taken there, in one call for many and nothing else', async () => {
    const id = await connected('o1', 'o2', 'o3')
    await link(id, '老客', '100')
    for (const openid of ['o1', 'o2']) await change(oa(openid), ['老客', '别的'])
    line.fake.seen.length = 0
    await line.settleTags()
    expect(calls(tagsMembersBatchtagging)).toEqual([{ tagid: 100, openid_list: ['o1', 'o2'] }])
    await change(oa('o1'), [], ['老客'])
    await line.settleTags()
    expect(calls(tagsMembersBatchuntagging)).toEqual([{ tagid: 100, openid_list: ['o1'] }])
    expect(await tagsOf(oa('o1'))).toEqual(['别的'])
    await line.night()
    await quiet()
  })

  it('changed there is found at night, with its reason in the timeline', async () => {
    const id = await connected('o1', 'o2')
    await change(oa('o2'), ['老客'])
    await link(id, '老客', '100')
    followers.get('o1')?.add(100)
    followers.get('o2')?.delete(100)
    await line.night()
    await line.settleTags()
    expect(await tagsOf(oa('o1'))).toEqual(['老客'])
    expect(await tagsOf(oa('o2'))).toEqual([])
    const { items } = await line.stores.events.page({ contact: (await personOf(oa('o1'))).id, limit: 5 })
    expect(items.find(({ name }) => name === 'tag.added')).toMatchObject({ why: '公众号「oa」里打上了对应的标签' })
    await quiet()
  })

  it('is made there when there is none, and an existing one of the name is taken', async () => {
    const id = await connected('o1')
    await link(id, '新品', null)
    expect(calls(tagsCreate)).toEqual([{ tag: { name: '新品' } }])
    await link(id, '老客户', null)
    expect(calls(tagsCreate)).toHaveLength(1)
    const links = (await line.tagLinks.listTags(id)).items.map((one) => [one.id, one.link?.tag])
    expect(links.sort()).toEqual([
      ['100', '老客户'],
      ['200', '新品'],
    ])
    await expect(line.tagLinks.linkTag(id, { tag: '新品', platformTag: '100' }, 'admin')).rejects.toMatchObject({
      code: 'tag.mapped',
    })
  })

  it('that one follower may not have costs nobody else theirs', async () => {
    const id = await connected('o1', TOO_MANY)
    await link(id, '老客', '100')
    for (const openid of ['o1', TOO_MANY]) await change(oa(openid), ['老客'])
    await line.settleTags()
    expect(followers.get('o1')).toEqual(new Set([100]))
    expect((await line.tagLinks.listTags(id)).troubles).toEqual([{ problem: '这位用户的标签数量已到上限', people: 1 }])
    expect(await tagsOf(oa(TOO_MANY))).toEqual(['老客'])
  })

  it('that was deleted there is taken from nobody', async () => {
    const id = await connected('o1')
    await change(oa('o1'), ['老客'])
    await link(id, '老客', '100')
    oaTags = []
    followers.get('o1')?.clear()
    await line.night()
    await line.settleTags()
    expect(await tagsOf(oa('o1'))).toEqual(['老客'])
    expect((await line.tagLinks.listTags(id)).items).toMatchObject([{ id: '100', gone: true }])
  })

  it('comes back to who follows anew without it', async () => {
    const id = await connected('o1')
    await change(oa('o1'), ['老客'])
    await link(id, '老客', '100')
    followers.set('o1', new Set())
    since.set('o1', SINCE + 86_400)
    await line.night()
    await line.settleTags()
    expect(followers.get('o1')).toEqual(new Set([100]))
    expect(await tagsOf(oa('o1'))).toEqual(['老客'])
  })

  it('unlinked stays where it is, and linked anew takes nothing away', async () => {
    const id = await connected('o1')
    await change(oa('o1'), ['老客'])
    await link(id, '老客', '100')
    const [row] = (await line.tagLinks.listTags(id)).items
    await line.tagLinks.unlinkTag(id, row?.link?.id ?? '')
    followers.get('o1')?.delete(100)
    await line.night()
    await quiet()
    expect(await tagsOf(oa('o1'))).toEqual(['老客'])
    await link(id, '老客', '100')
    expect(followers.get('o1')).toEqual(new Set([100]))
  })

  it('does our side once when it is cut off before the platform answers', async () => {
    const id = await connected('o1')
    await link(id, '老客', '100')
    followers.get('o1')?.add(100)
    await line.tagErrands.touchPeople([await personOf(oa('o1'))])
    const { tagCopies } = line.stores
    const { agree } = tagCopies
    tagCopies.agree = () => Promise.reject(new Error('killed'))
    await line.settleTags()
    tagCopies.agree = agree
    expect(await tagsOf(oa('o1'))).toEqual(['老客'])
    await change(oa('o1'), [], ['老客'])
    line.time.now = new Date(line.time.now.getTime() + 120_000)
    await line.settleTags()
    await line.settleTags()
    expect(await tagsOf(oa('o1'))).toEqual([])
    expect(followers.get('o1')).toEqual(new Set())
  })
})

describe('a tag linked to one of the company', () => {
  const connected = async (...pairs: string[]) => {
    for (const pair of pairs) friends.set(pair, new Set())
    const { id } = await line.connect('wecom')
    await line.read(id, 'customers')
    await link(id, '老客', null)
    return id
  }

  it('lies at every friendship, and each is told exactly its difference', async () => {
    await connected('li|wm1', 'wang|wm1', 'li|wm2')
    friends.get('li|wm1')?.add('et-new')
    await line.tagErrands.touchPeople([await personOf(wecom('wm1'))])
    line.fake.seen.length = 0
    await line.settleTags()
    expect(await tagsOf(wecom('wm1'))).toEqual(['老客'])
    expect(calls(externalContactMarkTag)).toEqual([{ userid: 'wang', external_userid: 'wm1', add_tag: ['et-new'] }])
    friends.get('wang|wm1')?.delete('et-new')
    await line.tagErrands.touchPeople([await personOf(wecom('wm1'))])
    await line.settleTags()
    expect(await tagsOf(wecom('wm1'))).toEqual([])
    expect(calls(externalContactMarkTag).slice(1)).toEqual([
      { userid: 'li', external_userid: 'wm1', remove_tag: ['et-new'] },
    ])
    await line.night()
    await quiet()
  })

  it('is the same on both sides after whatever both did, seen at night or by a callback', async () => {
    await connected('li|wm1', 'wang|wm1', 'li|wm2')
    const step = fc.record({
      who: fc.constantFrom('ours', 'li|wm1', 'wang|wm1', 'li|wm2', 'callback', 'look'),
      customer: fc.constantFrom('wm1', 'wm2'),
      give: fc.boolean(),
    })
    let nights = 0
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 10 }), async (steps) => {
        for (const { who, customer, give } of steps) {
          if (who === 'ours') await change(wecom(customer), give ? ['老客'] : [], give ? [] : ['老客'])
          else if (who === 'callback') await line.tagErrands.touchPeople([await personOf(wecom(customer))])
          else if (who === 'look') await line.settleTags()
          else if (give) friends.get(who)?.add('et-new')
          else friends.get(who)?.delete('et-new')
        }
        nights += 1
        await line.night(nights)
        await line.settleTags()
        for (const [pair, tags] of friends) {
          const ours = await tagsOf(wecom(pair.split('|')[1] ?? ''))
          expect(tags.has('et-new'), pair).toBe(ours.includes('老客'))
        }
        await quiet()
      }),
      { numRuns: 6, seed: 20261122 },
    )
  })
})
