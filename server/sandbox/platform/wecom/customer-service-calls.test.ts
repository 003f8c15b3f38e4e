import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Line, startLine } from '../../testing/line.ts'
import { externalUserIdOf } from '../../world/identity.ts'

let line: Line
let open_kfid: string
beforeAll(async () => {
  line = await startLine()
  open_kfid = (await kf('account/add', { name: '售后', media_id: 'm' })).open_kfid
})
afterAll(async () => await line.close())

const STAFF = 'shen.jianing'
const kf = (path: string, body: Record<string, unknown>) => line.call(line.wecom, 'POST', `/cgi-bin/kf/${path}`, body)
let person: string
let external_userid: string
beforeEach(async () => {
  person = String((await line.act('/people')).id)
  external_userid = externalUserIdOf(line.wecom.corpId, person)
})
const say = (text: string) => line.act(`/people/${person}/kf/say`, { openKfId: open_kfid, text })
const send = async (more: Record<string, unknown> = {}) =>
  (await kf('send_msg', { touser: external_userid, open_kfid, msgtype: 'text', text: { content: '您好' }, ...more }))
    .errcode
const move = (service_state: number, servicer_userid = '') =>
  kf('service_state/trans', { open_kfid, external_userid, service_state, servicer_userid })
const stateOf = async () => (await kf('service_state/get', { open_kfid, external_userid })).service_state

describe('accounts', () => {
  test('[C7] are listed, and served by who was added, once', async () => {
    expect((await kf('account/list', {})).account_list).toMatchObject([{ open_kfid, name: '售后' }])
    const add = () => kf('servicer/add', { open_kfid, userid_list: [STAFF, 'nobody'] })
    expect((await add()).result_list).toEqual([
      { userid: STAFF, errcode: 0, errmsg: 'success' },
      { userid: 'nobody', errcode: 60111, errmsg: 'userid not found' },
    ])
    expect((await add()).result_list[0]).toMatchObject({ errcode: 0, errmsg: 'ignored' })
    const list = () => line.call(line.wecom, 'GET', '/cgi-bin/kf/servicer/list', { open_kfid })
    expect((await list()).servicer_list).toEqual([{ userid: STAFF, status: 0 }])
    await kf('servicer/del', { open_kfid, userid_list: [STAFF] })
    expect((await list()).servicer_list).toEqual([])
  })
  test.each([
    ['a name of 17 characters', 'account/add', () => ({ name: '字'.repeat(17), media_id: 'm' })],
    ['a scene with a space', 'add_contact_way', () => ({ open_kfid, scene: 'a b' })],
    ['an account nobody knows', 'sync_msg', () => ({ open_kfid: 'wk0' })],
  ])('[C7] %s is refused', async (_name, path, body) => {
    expect((await kf(path, body())).errcode).toBe(40058)
  })
  test('[C7] have an address with their scene sealed in it', async () => {
    const { url } = await kf('add_contact_way', { open_kfid, scene: 'app-1' })
    expect(url).toMatch(/^https:\/\/work\.weixin\.qq\.com\/kf\/kfc.+\?enc_scene=ENC/)
  })
})

describe('a conversation', () => {
  test('[C7] is told without content and fetched page by page with the token', async () => {
    const rows: { msgtype: string; origin?: number; text?: { content: string } }[] = []
    let { next_cursor: cursor } = await kf('sync_msg', { open_kfid })
    await line.act(`/people/${person}/kf/enter`, { openKfId: open_kfid, scene: 'app' })
    for (const text of ['一', '二']) await say(text)
    const told = line.product.received.at(-1)!.message
    expect(told).toMatchObject({ Event: 'kf_msg_or_event', OpenKfId: open_kfid, ToUserName: line.wecom.corpId })
    expect(told.FromUserName).toBeUndefined()
    let more = 1
    while (more === 1) {
      const page = await kf('sync_msg', { open_kfid, cursor, token: told.Token, limit: 2 })
      rows.push(...page.msg_list)
      cursor = page.next_cursor
      more = page.has_more
    }
    expect(rows).toMatchObject([
      { msgtype: 'event', event: { event_type: 'enter_session', scene: 'app' } },
      { msgtype: 'text', origin: 3, text: { content: '一' }, external_userid },
      { msgtype: 'text', text: { content: '二' } },
    ])
    line.clock.jump(600_000)
    expect((await kf('sync_msg', { open_kfid, cursor, token: told.Token })).errcode).toBe(40058)
  })
  test('[C7] takes five messages after each of the customer’s, for two days', async () => {
    expect(await send()).toBe(95013)
    await say('在吗')
    const codes: number[] = []
    for (let index = 0; index < 6; index += 1) codes.push(await send())
    expect(codes).toEqual([0, 0, 0, 0, 0, 95001])
    await say('还在吗')
    expect(await send({ msgid: 'm-1' })).toBe(0)
    expect(await send({ msgid: 'm-1' })).toBe(40058)
    expect(await send({ text: { content: '字'.repeat(683) } })).toBe(45002)
    expect(await send({ msgtype: 'image', image: {} })).toBe(40058)
    line.clock.jump(48 * 3_600_000 + 1)
    expect(await send()).toBe(95013)
  })
  test('[C7] moves from new to a member who serves, and never out of its end', async () => {
    expect(await stateOf()).toBe(4)
    expect((await move(2)).errcode).toBe(95013)
    await say('人工')
    expect(await stateOf()).toBe(0)
    expect((await move(3, STAFF)).errcode).toBe(40058)
    await kf('servicer/add', { open_kfid, department_id_list: [2] })
    const { msg_code } = await move(3, STAFF)
    expect(await kf('service_state/get', { open_kfid, external_userid })).toMatchObject({
      service_state: 3,
      servicer_userid: STAFF,
    })
    expect(await send()).toBe(95018)
    expect((await move(2)).errcode).toBe(95018)
    const onEvent = async (code: string, msgtype = 'text') =>
      (
        await kf('send_msg_on_event', {
          code,
          msgtype,
          text: { content: '稍等' },
          msgmenu: { list: [{ type: 'click', click: { content: '好' } }] },
        })
      ).errcode
    expect(await onEvent(msg_code, 'msgmenu')).toBe(40008)
    expect([await onEvent(msg_code), await onEvent(msg_code)]).toEqual([0, 95001])
    const end = await move(4)
    expect((await move(0)).errcode).toBe(95013)
    line.clock.jump(20_000)
    expect(await onEvent(end.msg_code)).toBe(95001)
    await say('又来了')
    expect(await stateOf()).toBe(0)
  })
  test('[C7] welcomes who only looks in, within twenty seconds, with a menu too', async () => {
    await line.act(`/people/${person}/kf/enter`, { openKfId: open_kfid, scene: 's', sceneParam: 'p' })
    const { msg_list } = await kf('sync_msg', { open_kfid })
    const code = msg_list.at(-1).event.welcome_code
    const welcome = { code, msgtype: 'msgmenu', msgmenu: { list: [{ type: 'click', click: { content: '人工' } }] } }
    expect((await kf('send_msg_on_event', welcome)).errcode).toBe(0)
    const batch = { external_userid_list: [external_userid, 'wm0'], need_enter_session_context: 1 }
    expect(await kf('customer/batchget', batch)).toMatchObject({
      customer_list: [{ external_userid, enter_session_context: { scene: 's', scene_param: 'p' } }],
      invalid_external_userid: ['wm0'],
    })
  })
})
