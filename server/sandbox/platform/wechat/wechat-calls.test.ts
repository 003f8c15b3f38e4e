import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { type Line, startLine } from '../../testing/line.ts'
import { openIdOf, unionIdOf } from '../../world/identity.ts'

let line: Line
beforeAll(async () => {
  line = await startLine()
})
afterAll(async () => await line.close())

const credentials = () => ({ grant_type: 'client_credential', appid: line.oa.appId, secret: line.oa.appSecret })
const plainToken = async () =>
  (await line.send('GET', `/wechat/cgi-bin/token?${new URLSearchParams(credentials())}`)).access_token
const using = (token: string) => line.send('GET', `/wechat/cgi-bin/menu/get?access_token=${token}`)

describe('tokens of api.weixin.qq.com', () => {
  beforeEach(() => line.clock.jump(86_400_000))

  test.each([
    ['a wrong secret', { secret: 'x' }, 40125, 'invalid appsecret'],
    ['an unknown appid', { appid: 'wx0' }, 40013, 'invalid appid'],
    ['a missing appid', { appid: '' }, 41002, 'appid missing'],
    ['a missing secret', { secret: '' }, 41004, 'appsecret missing'],
    ['another grant type', { grant_type: 'x' }, 40002, 'invalid grant_type'],
  ])('[A1.3] %s is refused with its own code and a rid', async (_name, change, errcode, text) => {
    const answer = await line.send('POST', '/wechat/cgi-bin/stable_token', { ...credentials(), ...change })
    expect(answer).toMatchObject({ status: 200, errcode })
    expect(answer.errmsg).toMatch(new RegExp(`^${text}.* rid: [0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}$`))
  })
  test('[A1.2] the stable token is the same until its last five minutes, then both work', async () => {
    const first = await line.tokenOf(line.oa)
    line.clock.jump(6_800_000)
    expect(await line.tokenOf(line.oa)).toBe(first)
    line.clock.jump(150_000)
    const second = await line.tokenOf(line.oa)
    expect(second).not.toBe(first)
    expect((await using(first)).menu).toBeDefined()
    expect((await using(second)).menu).toBeDefined()
    line.clock.jump(300_000)
    expect((await using(first)).errcode).toBe(42001)
  })
  test('[A1.2] a forced refresh ends the old token at once, but not twice within thirty seconds', async () => {
    const first = await line.tokenOf(line.oa)
    line.clock.jump(31_000)
    const force = { ...credentials(), force_refresh: true }
    const second = (await line.send('POST', '/wechat/cgi-bin/stable_token', force)).access_token
    expect((await using(first)).errcode).toBe(40001)
    expect((await line.send('POST', '/wechat/cgi-bin/stable_token', force)).access_token).toBe(second)
  })
  test('[A1.1] a new plain token leaves the old one five minutes and does not touch the stable one', async () => {
    const stable = await line.tokenOf(line.oa)
    const first = await plainToken()
    const second = await plainToken()
    expect(second).not.toBe(first)
    expect((await using(first)).menu).toBeDefined()
    line.clock.jump(301_000)
    expect((await using(first)).errcode).toBe(40001)
    expect((await using(second)).menu).toBeDefined()
    expect((await using(stable)).menu).toBeDefined()
  })
  test.each([
    ['no token', '', 41001],
    ['a malformed token', 'abc', 40014],
    ['an invented token', `10_${'a'.repeat(128)}`, 40001],
  ])('[A1.3] %s is told apart', async (_name, token, errcode) => {
    expect((await using(token)).errcode).toBe(errcode)
  })
  test('[A1.3] the mini-program may not use calls of the Official Account, nor the wrong method', async () => {
    expect((await line.call(line.mini, 'GET', '/cgi-bin/menu/get')).errcode).toBe(48001)
    expect((await line.call(line.oa, 'POST', '/cgi-bin/menu/get')).errcode).toBe(43001)
    expect((await line.call(line.oa, 'GET', '/cgi-bin/message/template/send')).errcode).toBe(43002)
  })
})

test.each([
  ['no body', '', 44002],
  ['a body that is no JSON', 'name=a', 47001],
  ['characters written as escapes', '{"tag":{"name":"\\u6e29\\u6696"}}', 40033],
  ['the characters themselves', '{"tag":{"name":"温暖"}}', undefined],
])('[0.2] a POST with %s is answered as the platform does', async (_what, body, errcode) => {
  const token = await line.tokenOf(line.oa)
  const answer = await line.send('POST', `/wechat/cgi-bin/tags/create?access_token=${token}`, body)
  expect(answer.errcode).toBe(errcode)
})

describe('followers', () => {
  test('[A3.1] are listed once; behind the last one there is no data', async () => {
    const first = await line.call(line.oa, 'GET', '/cgi-bin/user/get')
    expect(first).toMatchObject({ total: 600, count: 600 })
    expect(new Set(first.data.openid).size).toBe(600)
    const second = await line.call(line.oa, 'GET', '/cgi-bin/user/get', { next_openid: first.next_openid })
    expect(second).toMatchObject({ total: 600, count: 0, next_openid: '' })
    expect(second.data).toBeUndefined()
  })
  test('[A3.2, J7] tell their unionid and scene, never their name', async () => {
    const openid = openIdOf(line.oa.appId, 'p0001')
    const answer = await line.call(line.oa, 'GET', '/cgi-bin/user/info', { openid })
    expect(answer).toMatchObject({
      subscribe: 1,
      openid,
      nickname: '',
      headimgurl: '',
      unionid: unionIdOf(line.oa.openPlatformId!, 'p0001'),
    })
    expect(answer.errcode).toBeUndefined()
  })
  test('[A3.2] who does not follow is an openid and a zero; who is of another app is refused', async () => {
    const openid = openIdOf(line.oa.appId, 'walk')
    expect(await line.call(line.oa, 'GET', '/cgi-bin/user/info', { openid })).toMatchObject({ subscribe: 0, openid })
    const foreign = { openid: openIdOf(line.mini.appId, 'walk') }
    expect((await line.call(line.oa, 'GET', '/cgi-bin/user/info', foreign)).errcode).toBe(40003)
  })
  test('[A3.4] carry a remark of fewer than thirty characters', async () => {
    const openid = (await line.call(line.oa, 'GET', '/cgi-bin/user/get')).data.openid[0]
    const remarked = async (remark: string) =>
      (await line.call(line.oa, 'POST', '/cgi-bin/user/info/updateremark', { openid, remark })).errcode
    expect([await remarked('长'.repeat(29)), await remarked('长'.repeat(30))]).toEqual([0, 40035])
    expect((await line.call(line.oa, 'GET', '/cgi-bin/user/info', { openid })).remark).toHaveLength(29)
  })

  test('[A3.3] a batch holds at most 100', async () => {
    const user = { openid: openIdOf(line.oa.appId, 'p0001') }
    const good = await line.call(line.oa, 'POST', '/cgi-bin/user/info/batchget', { user_list: [user] })
    expect(good.user_info_list).toHaveLength(1)
    const bad = await line.call(line.oa, 'POST', '/cgi-bin/user/info/batchget', { user_list: Array(101).fill(user) })
    expect(bad.errcode).toBe(40032)
  })
  test('[A3.5] carry tags that count and that vanish with the tag', async () => {
    const openid = openIdOf(line.oa.appId, 'p0002')
    const { tag } = await line.call(line.oa, 'POST', '/cgi-bin/tags/create', { tag: { name: '高意向' } })
    expect((await line.call(line.oa, 'POST', '/cgi-bin/tags/create', { tag: { name: '高意向' } })).errcode).toBe(45157)
    const tagging = { openid_list: [openid], tagid: tag.id }
    expect((await line.call(line.oa, 'POST', '/cgi-bin/tags/members/batchtagging', tagging)).errcode).toBe(0)
    const { tags } = await line.call(line.oa, 'GET', '/cgi-bin/tags/get')
    expect(tags).toContainEqual({ id: tag.id, name: '高意向', count: 1 })
    await line.call(line.oa, 'POST', '/cgi-bin/tags/delete', { tag: { id: tag.id } })
    expect((await line.call(line.oa, 'POST', '/cgi-bin/tags/getidlist', { openid })).tagid_list).toEqual([])
  })
})

describe('template messages', () => {
  const message = (change: Record<string, unknown> = {}) => ({
    touser: openIdOf(line.oa.appId, 'p0003'),
    template_id: line.sim.world.templates[0]!.id,
    data: {
      thing1: { value: '门店经营分析' },
      phrase2: { value: '年费会员' },
      thing3: { value: '点击查看' },
      time4: { value: '2026年11月22日 10:00' },
    },
    ...change,
  })
  const send = (change: Record<string, unknown> = {}) =>
    line.call(line.oa, 'POST', '/cgi-bin/message/template/send', message(change))

  test.each([
    ['a receiver of another app', () => ({ touser: 'oabc' }), 40003, 'invalid openid'],
    ['a receiver who does not follow', () => ({ touser: openIdOf(line.oa.appId, 'walk') }), 43004, 'require subscribe'],
    ['an unknown template', () => ({ template_id: 'x' }), 40037, 'invalid template_id'],
    [
      'an empty field',
      () => ({ data: { ...message().data, thing1: { value: ' ' } } }),
      47003,
      'argument invalid! data.thing1.value is empty',
    ],
    [
      'a thing of 21 characters',
      () => ({ data: { ...message().data, thing1: { value: '字'.repeat(21) } } }),
      47003,
      'argument invalid! data.thing1.value invalid',
    ],
    [
      'a time that is none',
      () => ({ data: { ...message().data, time4: { value: '今天 10:00' } } }),
      47003,
      'argument invalid! data.time4.value invalid',
    ],
    [
      'a line break',
      () => ({ data: { ...message().data, thing3: { value: 'a\nb' } } }),
      47003,
      'argument invalid! data.thing3.value invalid',
    ],
    ['no data', () => ({ data: undefined }), 47001, 'data format error'],
  ])('[A4.4] %s is refused', async (_name, change, errcode, text) => {
    const answer = await send(change())
    expect(answer.errcode).toBe(errcode)
    expect(answer.errmsg.startsWith(text)).toBe(true)
  })
  test('[A4.1] are sent once per client_msg_id within ten minutes', async () => {
    const chat = () =>
      line.sim.world.messages.filter((one) => one.chat.endsWith(':p0003') && one.body.kind === 'template')
    const before = chat().length
    const first = await send({ client_msg_id: 'effect-1' })
    const second = await send({ client_msg_id: 'effect-1' })
    expect([first.errcode, second.errcode]).toEqual([0, 0])
    expect(chat().length - before).toBe(1)
    line.clock.jump(601_000)
    await send({ client_msg_id: 'effect-1' })
    expect(chat().length - before).toBe(2)
  })
  test.each([
    ['success', false],
    ['failed:user block', true],
  ])('[A4, J9] report %s one to three seconds later, in MsgID', async (status, leaves) => {
    const person = leaves ? 'p0005' : 'p0004'
    const { msgid } = await send({ touser: openIdOf(line.oa.appId, person) })
    if (leaves) await line.act(`/people/${person}/unfollow`)
    const receipt = () => line.product.received.find((one) => one.message.MsgID === String(msgid))
    expect(receipt()).toBeUndefined()
    line.clock.jump(3100)
    await vi.waitFor(() => expect(receipt()?.message).toMatchObject({ Event: 'TEMPLATESENDJOBFINISH', Status: status }))
  })
})

describe('customer-service messages', () => {
  const send = (person: string) =>
    line.call(line.oa, 'POST', '/cgi-bin/message/custom/send', {
      touser: openIdOf(line.oa.appId, person),
      msgtype: 'text',
      text: { content: '你好' },
    })
  const times = async (count: number, person: string) => {
    const codes: number[] = []
    for (let index = 0; index < count; index += 1) codes.push((await send(person)).errcode)
    return codes
  }

  test.each([
    ['p0010', 'a message opens five for 48 hours', 'say', { text: '在吗' }, 5, 47 * 3_600_000, 49 * 3_600_000],
    ['p0011', 'a menu tap opens three for a minute', 'menu', { key: 'benefits' }, 3, 50_000, 61_000],
    ['p0012', 'a scan opens three for a minute', 'scan', { scene: 'website' }, 3, 50_000, 61_000],
  ])('[A6.2] %s: %s', async (person, _name, act, body, allowed, inside, outside) => {
    expect((await send(person)).errcode).toBe(45015)
    await line.act(`/people/${person}/${act}`, body)
    line.clock.jump(inside)
    expect(await times(allowed + 1, person)).toEqual([...Array(allowed).fill(0), 45047])
    line.clock.jump(outside - inside)
    expect((await send(person)).errcode).toBe(45015)
  })
  test('[A6.1] unknown kinds are 40008, long texts 45002', async () => {
    const touser = openIdOf(line.oa.appId, 'p0013')
    const odd = await line.call(line.oa, 'POST', '/cgi-bin/message/custom/send', { touser, msgtype: 'hologram' })
    expect(odd.errcode).toBe(40008)
    const long = { touser, msgtype: 'text', text: { content: '长'.repeat(700) } }
    expect((await line.call(line.oa, 'POST', '/cgi-bin/message/custom/send', long)).errcode).toBe(45002)
  })
})

describe('the mini-program', () => {
  const session = (code: string) =>
    line.send(
      'GET',
      `/wechat/sns/jscode2session?${new URLSearchParams({ appid: line.mini.appId, secret: line.mini.appSecret, js_code: code, grant_type: 'authorization_code' })}`,
    )
  test('[B1] a login code works once and not after five minutes', async () => {
    const { code } = await line.act('/people/walk/mini/login')
    const first = await session(code)
    expect(first).toMatchObject({
      openid: openIdOf(line.mini.appId, 'walk'),
      unionid: unionIdOf(line.mini.openPlatformId!, 'walk'),
    })
    expect(first.errcode).toBeUndefined()
    expect((await session(code)).errcode).toBe(40163)
    const late = (await line.act('/people/walk/mini/login')).code
    line.clock.jump(300_001)
    expect((await session(late)).errcode).toBe(40029)
  })
  test('[B3, J11] the phone comes by the button’s code only, once', async () => {
    const phone = (code: string) => line.call(line.mini, 'POST', '/wxa/business/getuserphonenumber', { code })
    const { code } = await line.act('/people/walk/mini/phone')
    expect((await phone(code)).phone_info).toMatchObject({ purePhoneNumber: '19900000520', countryCode: 86 })
    expect((await phone(code)).errcode).toBe(40029)
    const login = (await line.act('/people/walk/mini/login')).code
    expect((await phone(login)).errcode).toBe(40029)
  })
  test('[B4, J10] each accept is one subscribe message', async () => {
    const template = line.sim.world.templates.find((one) => one.appId === line.mini.appId)!
    const message = {
      touser: openIdOf(line.mini.appId, 'walk'),
      template_id: template.id,
      data: { name1: { value: '沈嘉宁' }, thing2: { value: '报告已备好' }, time3: { value: '15:01' } },
    }
    const send = (change = {}) =>
      line.call(line.mini, 'POST', '/cgi-bin/message/subscribe/send', { ...message, ...change })
    expect((await send()).errcode).toBe(43101)
    const asked = await line.act('/people/walk/mini/subscribe', {
      templateIds: [template.id, 'nonsense'],
      answer: 'accept',
    })
    expect(asked.answers).toEqual({ [template.id]: 'accept', nonsense: 'filter' })
    expect(asked.callbacks[0]).toMatchObject({ event: 'subscribe_msg_popup_event', ok: true })
    expect((await send({ data: '{}' })).errcode).toBe(47003)
    expect((await send()).errcode).toBe(0)
    expect((await send()).errcode).toBe(43101)
  })
})

test('[A9.1] a code made by API brings its scene with the follow, and expires', async () => {
  const made = await line.call(line.oa, 'POST', '/cgi-bin/qrcode/create', {
    expire_seconds: 60,
    action_name: 'QR_STR_SCENE',
    action_info: { scene: { scene_str: 'booth-7' } },
  })
  const { id } = await line.act('/people', { name: '新人' })
  await line.act(`/people/${id}/scan`, { scene: 'booth-7' })
  expect(line.product.received.at(-1)?.message).toMatchObject({ EventKey: 'qrscene_booth-7', Ticket: made.ticket })
  line.clock.jump(61_000)
  expect((await line.act(`/people/${id}/scan`, { scene: 'booth-7' })).error.code).toBe('qr-code.expired')
})
