import { afterEach, describe, expect, test } from 'vitest'
import { type Line, startLine } from '../testing/line.ts'
import { limitAppMessages, limitTokenlessSync } from './rates.ts'
import { PlatformRefusal } from './refusal.ts'

let line: Line
const open = async () => {
  line = await startLine()
  return line
}
afterEach(() => line.close())

const codeOf = (work: () => void): number => {
  try {
    work()
    return 0
  } catch (error) {
    if (error instanceof PlatformRefusal) return error.errcode
    throw error
  }
}

describe('faults', () => {
  const menu = async () => {
    const token = await line.tokenOf(line.oa)
    return await fetch(`${line.simulator.url}/wechat/cgi-bin/menu/get?access_token=${token}`)
  }
  const breakMenu = (fault: object) => line.act('/faults', { faults: [{ path: '/cgi-bin/menu/get', ...fault }] })

  test('that last seconds end with them, and are no longer listed', async () => {
    await open()
    await breakMenu({ kind: 'errcode', errcode: 40001, seconds: 30 })
    expect(await (await menu()).json()).toMatchObject({ errcode: 40001 })
    line.clock.jump(29_999)
    expect(await (await menu()).json()).toMatchObject({ errcode: 40001 })
    line.clock.jump(1)
    expect(await (await menu()).json()).toHaveProperty('menu')
    expect((await line.send('GET', '/sandbox/api/faults')).faults).toEqual([])
  })
  test('of a wrong content type carry the right answer', async () => {
    await open()
    await breakMenu({ kind: 'content-type' })
    const response = await menu()
    expect(response.headers.get('content-type')).toContain('text/html')
    expect(await response.json()).toHaveProperty('menu')
  })
  test('of a slow body give the whole answer in pieces', async () => {
    await open()
    await breakMenu({ kind: 'slow-body', latencyMs: 80 })
    expect(await (await menu()).json()).toHaveProperty('menu')
  })
  test('of maintenance are a page under 502', async () => {
    await open()
    await breakMenu({ kind: 'http' })
    const response = await menu()
    expect(response.status).toBe(502)
    expect(await response.text()).toContain('502 Bad Gateway')
  })
})

describe('the journal', () => {
  test('is filtered by path, person, kind and outcome, and holds no secret', async () => {
    await open()
    await line.act('/people/walk/follow')
    await line.act('/people/p0001/unfollow')
    await line.call(line.oa, 'GET', '/cgi-bin/ticket/getticket', { type: 'jsapi' })
    const titles = async (query: string) =>
      (await line.send('GET', `/sandbox/api/journal?${query}`)).entries.map((entry: { title: string }) => entry.title)
    expect(await titles('person=walk')).toEqual(['subscribe'])
    expect(await titles('kind=callback')).toEqual(['subscribe', 'unsubscribe'])
    expect(await titles('path=/cgi-bin/ticket/*')).toEqual(['/cgi-bin/ticket/getticket'])
    expect(await titles('outcome=refused')).toEqual([])
    const { text } = { text: JSON.stringify(line.sim.journal.all()) }
    const secrets = [line.oa.appSecret, await line.tokenOf(line.oa), ...Object.keys(line.sim.world.vouchers)]
    for (const secret of secrets) expect(text).not.toContain(secret)
  })
})

describe('rights of an Official Account', () => {
  test.each([
    ['/cgi-bin/template/get_all_private_template', 'GET', { service: false }, 48001],
    ['/cgi-bin/tags/get', 'GET', { service: false }, undefined],
    ['/cgi-bin/tags/get', 'GET', { service: false, verified: false }, 48001],
    ['/cgi-bin/menu/get', 'GET', { service: false, verified: false }, undefined],
  ] as const)('%s (%s) of %j answers %s', async (path, method, rights, errcode) => {
    await open()
    await line.act('/accounts/rights', { appId: line.oa.appId, ...rights })
    expect((await line.call(line.oa, method, path)).errcode).toBe(errcode)
  })
})

describe('frequencies', () => {
  test('[C1.2] tickets: a hundred an hour, and an hour’s pause after one too many', async () => {
    await open()
    const ticket = async () => (await line.call(line.wecom, 'GET', '/cgi-bin/get_jsapi_ticket')).errcode
    for (let asked = 0; asked < 100; asked += 1) expect(await ticket()).toBe(0)
    expect(await ticket()).toBe(45009)
    line.clock.jump(3_599_999)
    expect(await ticket()).toBe(45009)
    line.clock.jump(1)
    expect(await ticket()).toBe(0)
  })
  test('[A7.3] mass messages: sixty a minute, whichever call', async () => {
    await open()
    const send = async () =>
      (await line.call(line.oa, 'POST', '/cgi-bin/message/mass/sendall', { filter: {}, msgtype: 'text' })).errcode
    for (let asked = 0; asked < 60; asked += 1) expect(await send()).toBe(47001)
    expect(await send()).toBe(45011)
    line.clock.jump(60_000)
    expect(await send()).toBe(47001)
  })
  test('[C1.2] app messages: 40,000 person-times a natural day', async () => {
    const { sim } = await open()
    const send = (day: number, people: number) => codeOf(() => limitAppMessages(sim.rates, 'corp', { day, people }))
    expect([send(1, 39_999), send(1, 1), send(1, 1), send(2, 1)]).toEqual([0, 0, 45009, 0])
  })
  test('[C7] messages fetched without a token: twenty a minute', async () => {
    const { sim } = await open()
    const asked = Array.from({ length: 21 }, () => codeOf(() => limitTokenlessSync(sim.rates, 'corp', 'wk')))
    expect(asked.filter((code) => code === 45009)).toHaveLength(1)
  })
})

describe('uploads of a company', () => {
  const upload = async (bytes: string, type = 'image') => {
    const form = new FormData()
    form.append('media', new Blob([bytes], { type: 'image/png' }), 'a.png')
    const token = await line.wecomToken()
    const query = new URLSearchParams({ access_token: token, type })
    const response = await fetch(`${line.simulator.url}/wecom/cgi-bin/media/upload?${query}`, {
      method: 'POST',
      body: form,
    })
    return (await response.json()) as { errcode: number; media_id: string }
  }
  test('[C5.1] live three days, and give back what they hold', async () => {
    await open()
    const { media_id } = await upload('\u0089PNG and more')
    const get = async () => {
      const token = await line.wecomToken()
      const query = new URLSearchParams({ access_token: token, media_id })
      return await fetch(`${line.simulator.url}/wecom/cgi-bin/media/get?${query}`)
    }
    expect(await (await get()).text()).toBe('\u0089PNG and more')
    line.clock.jump(3 * 86_400_000)
    expect(await (await get()).json()).toMatchObject({ errcode: 40007 })
  })
  test.each([
    ['tiny', 'image', 40006],
    ['what is no medium', 'sticker', 40004],
    ['x'.repeat(2 * 1024 * 1024 + 1), 'voice', 45001],
  ])('[C5.1] of %.20s as %s are refused with %i', async (bytes, type, errcode) => {
    await open()
    expect((await upload(bytes, type)).errcode).toBe(errcode)
  })
})
