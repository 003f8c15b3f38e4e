import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Line, startLine } from '../../testing/line.ts'
import { externalUserIdOf, openIdOf, unionIdOf } from '../../world/identity.ts'

let line: Line
beforeAll(async () => {
  line = await startLine()
  await line.act(`/staff/${STAFF}/add-customer`, { person: 'walk' })
})
afterAll(async () => await line.close())

const STAFF = 'shen.jianing'
const get = (path: string, query = {}) => line.call(line.wecom, 'GET', `/cgi-bin/${path}`, query)
const post = (path: string, body: Record<string, unknown>) => line.call(line.wecom, 'POST', `/cgi-bin/${path}`, body)
const contact = (path: string, body: Record<string, unknown>) => post(`externalcontact/${path}`, body)
const idOf = (person: string) => externalUserIdOf(line.wecom.corpId, person)
const relation = () => ({ userid: STAFF, external_userid: idOf('walk') })

describe('the company’s tags', () => {
  test('[C4.3] are made in a group by its name, which is made when there is none', async () => {
    const first = await contact('add_corp_tag', { group_name: '来源', tag: [{ name: '展会' }] })
    const second = await contact('add_corp_tag', { group_name: '来源', tag: [{ name: '官网' }] })
    expect(second.tag_group.group_id).toBe(first.tag_group.group_id)
    const { tag_group } = await contact('get_corp_tag_list', { group_id: [first.tag_group.group_id] })
    expect(tag_group[0].tag.map((tag: { name: string }) => tag.name)).toEqual(['展会', '官网'])
    const id = second.tag_group.tag[0].id
    const one = await contact('get_corp_tag_list', { tag_id: [id] })
    expect(one.tag_group[0].tag).toMatchObject([{ id, name: '官网' }])
  })
  test('[C4.3] of the library alone may be marked, and read with their names', async () => {
    const { tag_group } = await contact('add_corp_tag', { group_name: '兴趣', tag: [{ name: '续费' }] })
    const [{ id }] = tag_group.tag
    expect((await contact('mark_tag', { ...relation(), add_tag: ['etUnknown'] })).errcode).toBe(40068)
    expect((await contact('mark_tag', { ...relation(), add_tag: [id] })).errcode).toBe(0)
    const read = async () => (await get('externalcontact/get', { external_userid: idOf('walk') })).follow_user[0].tags
    expect(await read()).toEqual([{ group_name: '兴趣', tag_name: '续费', tag_id: id, type: 1 }])
    expect((await contact('edit_corp_tag', { id, name: '续约' })).errcode).toBe(0)
    expect(await read()).toMatchObject([{ tag_name: '续约' }])
    expect((await contact('del_corp_tag', { tag_id: [id] })).errcode).toBe(0)
    expect(await read()).toEqual([])
    const all = await contact('get_corp_tag_list', {})
    expect(all.tag_group.map((group: { group_name: string }) => group.group_name)).not.toContain('兴趣')
  })
  test.each([
    ['a name twice', 'add_corp_tag', { group_name: '客户等级', tag: [{ name: '重要客户' }] }, 40071],
    ['a name of 31 characters', 'add_corp_tag', { group_name: 'x', tag: [{ name: '字'.repeat(31) }] }, 40058],
    ['a group that is not there', 'add_corp_tag', { group_id: 'et0', tag: [{ name: 'x' }] }, 40068],
    ['what the console made', 'edit_corp_tag', { id: 'etVip', name: '贵宾' }, 60011],
    ['nothing', 'del_corp_tag', {}, 40058],
  ])('[C4.3] %s is refused', async (_name, path, body, errcode) => {
    expect((await contact(path, body)).errcode).toBe(errcode)
  })
})

describe('contact ways', () => {
  test('[C4.2] are listed by the time they were made, changed, and gone when deleted', async () => {
    const { config_id } = await contact('add_contact_way', { type: 1, scene: 2, user: [STAFF], state: 'a' })
    await contact('add_contact_way', { type: 1, scene: 2, user: [STAFF], is_temp: true })
    const { contact_way } = await contact('list_contact_way', {})
    expect(contact_way).toEqual([{ config_id }])
    expect((await contact('list_contact_way', { end_time: 1 })).contact_way).toEqual([])
    const changed = { config_id, state: 'b', user: ['bai.luo'] }
    expect((await contact('update_contact_way', changed)).errcode).toBe(0)
    expect((await contact('get_contact_way', { config_id })).contact_way).toMatchObject({
      state: 'b',
      user: ['bai.luo'],
    })
    expect((await contact('update_contact_way', { config_id, user: ['bai.luo', STAFF] })).errcode).toBe(40058)
    expect((await contact('del_contact_way', { config_id })).errcode).toBe(0)
    expect((await contact('get_contact_way', { config_id })).errcode).toBe(41044)
  })
  test('[C4.2] a temporary one can’t be changed after its end', async () => {
    const way = { type: 1, scene: 2, user: [STAFF], is_temp: true, expires_in: 60 }
    const { config_id } = await contact('add_contact_way', way)
    expect((await contact('update_contact_way', { config_id, state: 'x' })).errcode).toBe(0)
    line.clock.jump(61_000)
    expect((await contact('update_contact_way', { config_id, state: 'y' })).errcode).toBe(40058)
    expect((await contact('close_temp_chat', relation())).errcode).toBe(0)
  })
})

describe('acquisition links', () => {
  const link = (path: string, body: Record<string, unknown>) => contact(`customer_acquisition/${path}`, body)
  test('[C4.2] bring customers with their channel and use up the quota', async () => {
    const made = await link('create_link', { link_name: '春季', range: { user_list: [STAFF] }, mark_source: true })
    const { link_id } = made.link
    expect((await link('list_link', {})).link_id_list).toEqual([link_id])
    const { id } = await line.act('/people')
    await line.act(`/people/${id}/open-acquisition-link`, { linkId: link_id, channel: 'x'.repeat(70) })
    const state = 'x'.repeat(64)
    expect(line.product.received.at(-1)?.message).toMatchObject({ ChangeType: 'add_external_contact', State: state })
    expect((await link('customer', { link_id })).customer_list).toEqual([
      { external_userid: idOf(id), userid: STAFF, chat_status: 0, state },
    ])
    expect(await get('externalcontact/customer_acquisition_quota')).toMatchObject({ total: 1, balance: 999 })
    expect((await link('update_link', { link_id, link_name: '夏季' })).errcode).toBe(0)
    expect(await link('get', { link_id })).toMatchObject({ link: { link_name: '夏季' }, range: { user_list: [STAFF] } })
    expect((await link('delete_link', { link_id })).errcode).toBe(0)
    expect((await link('get', { link_id })).errcode).toBe(40058)
  })
  test('[C2.5] tell of who opens them, asks, and speaks first, and of the quota', async () => {
    const range = { user_list: [STAFF] }
    const { link: made } = await link('create_link', { link_name: '夏季', range, skip_verify: false })
    const { id } = await line.act('/people')
    const since = line.product.received.length
    const told = () => line.product.received.slice(since).map(({ message }) => [message.Event, message.ChangeType])
    await line.act(`/people/${id}/open-acquisition-link`, { linkId: made.link_id, channel: 'expo' })
    expect(told()).toEqual([
      ['customer_acquisition', 'open_profile'],
      ['customer_acquisition', 'friend_request'],
      ['change_external_contact', 'add_half_external_contact'],
    ])
    expect(line.product.received[since]?.message).toMatchObject({ LinkId: made.link_id, State: 'expo' })
    for (const news of ['balance_low', 'delete_link']) {
      await line.act('/acquisition/news', { news, linkId: made.link_id })
    }
    expect(told().slice(3)).toEqual([
      ['customer_acquisition', 'balance_low'],
      ['customer_acquisition', 'delete_link'],
    ])
    expect((await link('get', { link_id: made.link_id })).errcode).toBe(40058)
    expect((await line.act('/acquisition/news', { news: 'delete_link', linkId: 'gone' })).status).toBe(404)
  })
  test('[C2.5] tell once of a customer’s first words, and never what they were', async () => {
    const { link: made } = await link('create_link', { link_name: '秋季', range: { user_list: [STAFF] } })
    const { id } = await line.act('/people')
    await line.act(`/people/${id}/open-acquisition-link`, { linkId: made.link_id })
    const since = line.product.received.length
    for (const text of ['在吗', '想问价格']) await line.act(`/people/${id}/say`, { to: STAFF, text })
    expect(line.product.received.slice(since).map(({ message }) => message)).toMatchObject([
      { Event: 'customer_acquisition', ChangeType: 'customer_start_chat', UserID: STAFF, ExternalUserID: idOf(id) },
    ])
    expect(JSON.stringify(line.product.received.slice(since))).not.toContain('在吗')
  })
  test.each([
    ['nobody', { link_name: 'x', range: {} }, 40058],
    ['a stranger', { link_name: 'x', range: { user_list: ['nobody'] } }, 60111],
    ['no department', { link_name: 'x', range: { department_list: [99] } }, 60123],
  ])('[C4.2] for %s is refused', async (_name, body, errcode) => {
    expect((await link('create_link', body)).errcode).toBe(errcode)
  })
})

describe('who is who', () => {
  test('[C3.2] private fields come by a ticket of a login that asked for them, for half an hour', async () => {
    const login = async (scope: string) => {
      const { headers } = await line.send(
        'GET',
        `/sandbox/connect/oauth2/authorize?${new URLSearchParams({
          appid: line.wecom.corpId,
          redirect_uri: `${line.product.url}/back`,
          scope,
          state: 's',
          sandbox_staff: STAFF,
        })}`,
      )
      const address = new URL(headers.get('location'), line.product.url)
      const inside = new URL(address.searchParams.get('url') ?? address.href, line.product.url)
      return await get('auth/getuserinfo', { code: inside.searchParams.get('code') ?? '' })
    }
    expect((await login('snsapi_base')).user_ticket).toBeUndefined()
    const { user_ticket } = await login('snsapi_privateinfo')
    const detail = await post('auth/getuserdetail', { user_ticket })
    expect(detail).toMatchObject({ errcode: 0, userid: STAFF })
    expect((await post('user/getuserid', { mobile: detail.mobile })).userid).toBe(STAFF)
    line.clock.jump(1_800_000)
    expect((await post('auth/getuserdetail', { user_ticket })).errcode).toBe(84014)
    expect((await post('auth/getuserdetail', { user_ticket: 'x' })).errcode).toBe(84015)
    expect((await post('user/getuserid', { mobile: '13800000000' })).errcode).toBe(46004)
  })
  test('[C4.9] a unionid becomes the customer, or an id that waits for them', async () => {
    const both = (person: string) => ({
      unionid: unionIdOf(line.oa.openPlatformId!, person),
      openid: openIdOf(line.mini.appId, person),
    })
    const convert = (body: Record<string, unknown>) => post('idconvert/unionid_to_external_userid', body)
    expect((await convert(both('walk'))).external_userid).toBe(idOf('walk'))
    expect((await contact('unionid_to_external_userid', both('walk'))).external_userid).toBe(idOf('walk'))
    const { id } = await line.act('/people')
    const { pending_id, external_userid } = await convert(both(id))
    expect(external_userid).toBeUndefined()
    expect((await convert(both(id))).pending_id).toBe(pending_id)
    const batch = { external_userid: [idOf(id), idOf('walk')] }
    const later = () => post('idconvert/batch/external_userid_to_pending_id', batch)
    expect((await later()).result).toEqual([{ external_userid: idOf(id), pending_id }])
    line.clock.jump(91 * 86_400_000)
    expect((await later()).result).toEqual([])
    expect((await convert({ ...both('walk'), openid: both(id).openid })).errcode).toBe(40058)
    const { openid } = await contact('convert_to_openid', { external_userid: idOf('walk') })
    expect([openIdOf(line.mini.appId, 'walk'), openIdOf(line.oa.appId, 'walk')]).not.toContain(openid)
  })
})
