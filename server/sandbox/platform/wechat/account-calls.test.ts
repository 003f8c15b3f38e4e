import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Line, startLine } from '../../testing/line.ts'
import { openIdOf } from '../../world/identity.ts'

let line: Line
beforeAll(async () => {
  line = await startLine()
})
afterAll(async () => await line.close())

const call = (path: string, input = {}) => line.call(line.oa, 'POST', path, input)
const codeOf = async (path: string, input = {}) => (await call(path, input)).errcode
const follower = (person: string) => openIdOf(line.oa.appId, person)

async function send(path: string, parts: Record<string, Blob | string>, type?: string) {
  const form = new FormData()
  for (const [name, value] of Object.entries(parts)) {
    if (typeof value === 'string') form.set(name, value)
    else form.set(name, value, 'a.jpg')
  }
  const query = new URLSearchParams({
    access_token: await line.tokenOf(line.oa),
    ...(type === undefined ? {} : { type }),
  })
  const response = await fetch(`${line.simulator.wechatUrl}${path}?${query}`, { method: 'POST', body: form })
  return (await response.json()) as { errcode?: number; media_id: string }
}
const bytes = (size: number) => new Blob([new Uint8Array(size).fill(1)], { type: 'image/jpeg' })

describe('media', () => {
  test.each([
    ['of no kind', 'image/webp', 10, 40004],
    ['of no bytes', 'image', 0, 41005],
    ['a picture over 10 MB', 'image', 10 * 1024 * 1024 + 1, 40009],
    ['a recording over 2 MB', 'voice', 2 * 1024 * 1024 + 1, 45001],
    ['a thumbnail over 64 KB', 'thumb', 64 * 1024 + 1, 45001],
  ])('[A8.4] %s are refused', async (_name, type, size, errcode) => {
    expect((await send('/cgi-bin/media/upload', { media: bytes(size) }, type)).errcode).toBe(errcode)
  })

  test('[A8.4] come in a form under their name, nothing else', async () => {
    expect((await send('/cgi-bin/media/upload', { file: bytes(9) }, 'image')).errcode).toBe(41005)
    expect(await codeOf('/cgi-bin/media/upload', { media: 'text' })).toBe(41005)
    expect(await codeOf('/cgi-bin/draft/add', { articles: 'none' })).toBe(47001)
  })

  test('[A8.4] a permanent video has a title', async () => {
    const path = '/cgi-bin/material/add_material'
    expect((await send(path, { media: bytes(9) }, 'video')).errcode).toBe(47001)
    expect((await send(path, { media: bytes(9), description: '{}' }, 'video')).errcode).toBe(47001)
  })

  test('[A8.1] a cover must be permanent, and a draft has one to eight articles', async () => {
    const { media_id } = await send('/cgi-bin/media/upload', { media: bytes(9) }, 'image')
    const article = { title: '一', content: 'a', thumb_media_id: media_id }
    expect(await codeOf('/cgi-bin/draft/add', { articles: [article] })).toBe(40007)
    expect(await codeOf('/cgi-bin/draft/add', { articles: Array(9).fill(article) })).toBe(45008)
    const cover = (await send('/cgi-bin/material/add_material', { media: bytes(9) }, 'image')).media_id
    const good = { ...article, thumb_media_id: cover }
    expect(await codeOf('/cgi-bin/draft/add', { articles: [{ ...good, title: '长'.repeat(65) }] })).toBe(45003)
    expect(await codeOf('/cgi-bin/draft/add', { articles: [good] })).toBeUndefined()
  })

  test('an account knows its own media and drafts only', async () => {
    const { media_id } = await send('/cgi-bin/media/upload', { media: bytes(9) }, 'image')
    expect((await line.call(line.mini, 'GET', '/cgi-bin/media/get', { media_id })).errcode).toBe(40007)
    expect((await line.call(line.mini, 'POST', '/cgi-bin/draft/get', { media_id })).errcode).toBe(48001)
  })
})

describe('mass messages', () => {
  const text = { msgtype: 'text', text: { content: '通知' } }
  test.each([
    ['one receiver', { touser: ['a'] }, 40032],
    ['receivers nobody knows', { touser: ['a', 'b'] }, 40031],
    ['an id of 65 bytes', { touser: ['P1', 'P2'], clientmsgid: 'k'.repeat(65) }, 45067],
    ['a draft that is none', { touser: ['P1', 'P2'], msgtype: 'mpnews', mpnews: { media_id: 'x' } }, 40007],
    ['a kind that is none', { touser: ['P1', 'P2'], msgtype: 'hologram' }, 47001],
  ])('[A7] to %s are refused', async (_name, change, errcode) => {
    const touser = change.touser.map((name) => (name.startsWith('P') ? follower(`p000${name[1]}`) : name))
    expect(await codeOf('/cgi-bin/message/mass/send', { ...text, ...change, touser })).toBe(errcode)
  })

  test('[A7.2] the refusal of a second one names the first, for a day', async () => {
    const message = { ...text, filter: { is_to_all: true }, clientmsgid: 'once' }
    const { msg_id } = await call('/cgi-bin/message/mass/sendall', message)
    expect(await call('/cgi-bin/message/mass/sendall', message)).toMatchObject({ errcode: 45065, msg_id })
    line.clock.jump(86_400_000)
    expect((await call('/cgi-bin/message/mass/sendall', message)).msg_id).not.toBe(msg_id)
  })

  test('[A7.3] a subscription account sends once a day', async () => {
    line.clock.jump(86_400_000)
    line.oa.service = false
    const message = { ...text, filter: { is_to_all: true } }
    expect(await codeOf('/cgi-bin/message/mass/sendall', message)).toBe(0)
    expect(await codeOf('/cgi-bin/message/mass/sendall', message)).toBe(45028)
    expect(await codeOf('/cgi-bin/message/mass/send', { ...text, touser: ['a', 'b'] })).toBe(48001)
    line.oa.service = true
  })

  test('[A7.4] a preview is one of a hundred a day', async () => {
    line.clock.jump(86_400_000)
    const preview = { ...text, touser: follower('p0001') }
    const codes: number[] = []
    for (let count = 0; count < 101; count += 1) codes.push(await codeOf('/cgi-bin/message/mass/preview', preview))
    expect([codes[99], codes[100]]).toEqual([0, 45009])
    line.clock.jump(86_400_000)
    expect(await codeOf('/cgi-bin/message/mass/preview', preview)).toBe(0)
  })
})

test.each([
  ['[A1.4] a path that is none', '/cgi-bin/openapi/quota/get', { cgi_path: 'message send' }, 76021],
  ['[A1.4] a refusal nobody met', '/cgi-bin/openapi/rid/get', { rid: 'a-b-c' }, 76001],
  ['[A1.4] another account’s quota', '/cgi-bin/clear_quota', { appid: 'wx0' }, 40013],
  ['[A3.6] 21 people at once', '/cgi-bin/tags/members/batchblacklist', { openid_list: Array(21).fill('o') }, 40032],
  [
    '[A5] a notice of no template',
    '/cgi-bin/message/subscribe/bizsend',
    { touser: 'p0001', template_id: 'x', data: {} },
    40037,
  ],
  ['[A7.4] a speed of 5', '/cgi-bin/message/mass/speed/set', { speed: 5 }, 45083],
  [
    '[A9.3] a menu for no tag',
    '/cgi-bin/menu/addconditional',
    { button: [{ type: 'click', name: 'a', key: 'a' }], matchrule: { tag_id: '999' } },
    45159,
  ],
  ['[A9.3] a conditional menu that is none', '/cgi-bin/menu/delconditional', { menuid: '1' }, 65301],
  [
    '[A11] eight days of messages',
    '/datacube/getupstreammsg',
    { begin_date: '2026-01-01', end_date: '2026-01-08' },
    61501,
  ],
  ['[A11] a day that is none', '/datacube/getupstreammsg', { begin_date: '2026-13-01', end_date: '2026-13-01' }, 61500],
])('%s is refused', async (_name, path, input, errcode) => {
  const touser = 'touser' in input ? { touser: follower(input.touser) } : {}
  expect(await codeOf(path, { ...input, ...touser })).toBe(errcode)
})

test('[A11] a week is told under its Monday, when it is over', async () => {
  const monday = (ms: number) => {
    const today = new Date(ms + 8 * 3_600_000)
    return new Date(today.getTime() - ((today.getUTCDay() + 6) % 7) * 86_400_000).toISOString().slice(0, 10)
  }
  await line.act('/people/p0010/say', { text: '在吗' })
  const week = monday(line.clock.now().getTime())
  const days = { begin_date: week, end_date: week }
  const rows = async () => (await call('/datacube/getupstreammsgweek', days)).list
  line.clock.jump(86_400_000)
  while (monday(line.clock.now().getTime()) === week) {
    expect(await rows()).toEqual([])
    line.clock.jump(86_400_000)
  }
  expect(await rows()).toMatchObject([{ ref_date: week, msg_type: 1 }])
})

test('[A6.1] typing shows for a while, to somebody who did something within 30 seconds', async () => {
  const typing = (command: string) => codeOf('/cgi-bin/message/custom/typing', { touser: follower('p0009'), command })
  expect(await typing('Typing')).toBe(45080)
  await line.act('/people/p0009/say', { text: '在吗' })
  expect([await typing('Typing'), await typing('Typing')]).toEqual([0, 45081])
  expect([await typing('CancelTyping'), await typing('Typing'), await typing('Dance')]).toEqual([0, 0, 45072])
  const said = { touser: follower('p0009'), msgtype: 'text', text: { content: '在的' } }
  expect(await codeOf('/cgi-bin/message/custom/send', said)).toBe(0)
  // The message took it away: it may be shown again.
  expect(await typing('Typing')).toBe(0)
  line.clock.jump(30_001)
  expect(await typing('Typing')).toBe(45080)
})

describe('web login', () => {
  const token = (code: string) =>
    line.send(
      'GET',
      `/wechat/sns/oauth2/access_token?${new URLSearchParams({ appid: line.oa.appId, secret: line.oa.appSecret, code, grant_type: 'authorization_code' })}`,
    )
  test('[A10.1] a code lives five minutes, and the silent scope tells no name', async () => {
    const late = (await line.act('/people/p0001/oa/login')).code
    line.clock.jump(300_001)
    expect((await token(late)).errcode).toBe(42003)
    const session = await token((await line.act('/people/p0001/oa/login')).code)
    expect(session.unionid).toBeUndefined()
    const asked = new URLSearchParams({ access_token: session.access_token, openid: session.openid })
    expect((await line.send('GET', `/wechat/sns/userinfo?${asked}`)).errcode).toBe(48001)
    const other = new URLSearchParams({ access_token: session.access_token, openid: follower('p0002') })
    expect((await line.send('GET', `/wechat/sns/auth?${other}`)).errcode).toBe(40003)
  })
})

describe('the mini-program', () => {
  const ask = async (path: string, input: Record<string, unknown>) =>
    (await line.call(line.mini, 'POST', path, input)).errcode
  test.each([
    ['[B6] a scene of 33', '/wxa/getwxacodeunlimit', { scene: 'a'.repeat(33) }, 40129],
    ['[B6] a scene with a percent sign', '/wxa/getwxacodeunlimit', { scene: 'a%20' }, 40129],
    ['[B6] a page with a slash in front', '/wxa/getwxacodeunlimit', { scene: 'a', page: '/pages/a' }, 41030],
    ['[B6] a link with a query in its path', '/wxa/generate_urllink', { path: 'a?b=1' }, 40165],
    ['[B6] a link of 31 days', '/wxa/generate_urllink', { expire_type: 1, expire_interval: 31 }, 85402],
    ['[B7] a scene of 5', '/wxa/msg_sec_check', { version: 2, openid: 'o', scene: 5, content: 'a' }, 40129],
    [
      '[B7] 2,501 characters',
      '/wxa/msg_sec_check',
      { version: 2, openid: 'o', scene: 1, content: 'a'.repeat(2501) },
      47001,
    ],
  ])('%s is refused', async (_name, path, input, errcode) => {
    expect(await ask(path, input)).toBe(errcode)
  })

  test('[B7] who was not here for two hours is not checked', async () => {
    const openid = openIdOf(line.mini.appId, 'p0080')
    const check = { version: 2, openid, scene: 1, content: 'a' }
    expect(await ask('/wxa/msg_sec_check', check)).toBe(61010)
    await line.act('/people/p0080/enter-mini', {})
    expect(await ask('/wxa/msg_sec_check', check)).toBe(0)
    line.clock.jump(2 * 3_600_000 + 1)
    expect(await ask('/wxa/msg_sec_check', check)).toBe(61010)
  })
})
