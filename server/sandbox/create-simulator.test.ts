import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { createElasticClock } from '../kit/clock.ts'
import { createLog } from '../kit/log.ts'
import { signPage } from './crypto/message-crypto.ts'
import { followClock } from './remote-clock.ts'
import { type Line, startLine } from './testing/line.ts'
import { externalUserIdOf } from './world/identity.ts'

const lines: Line[] = []
const open = async (options: Parameters<typeof startLine>[0] = {}) => {
  const line = await startLine(options)
  lines.push(line)
  return line
}
afterEach(async () => {
  for (const line of lines.splice(0)) await line.close()
})

describe('the memory of the sandbox', () => {
  test('survives a restart: followers, messages, what they ever did, callback addresses and how late it is', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'weilu-sandbox-'))
    const snapshotFile = join(folder, 'sandbox.json')
    const first = await startLine({ snapshotFile, clock: createElasticClock(1) })
    await first.act('/people/walk/follow')
    await first.act('/people/walk/unfollow')
    await first.act('/people/walk/follow')
    await first.act('/clock', { jumpMs: 172_800_000 })
    const token = await first.tokenOf(first.oa)
    await first.close()
    const second = await startLine({ snapshotFile, clock: createElasticClock(1) })
    const state = await second.send('GET', '/sandbox/api/state?person=walk&staff=shen.jianing')
    expect(state.person).toMatchObject({
      following: true,
      oaMessages: [1, 2, 3].map(() => ({ body: { kind: 'notice' } })),
    })
    expect(state.person.deeds).toEqual(['subscribe', 'unsubscribe'])
    expect(state.clock.aheadMs).toBeGreaterThanOrEqual(172_800_000)
    expect(await second.tokenOf(second.oa)).toBe(token)
    await second.close()
    await rm(folder, { recursive: true })
  })
  test('keeps what uploaded files hold, also over a restart', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'weilu-sandbox-'))
    const snapshotFile = join(folder, 'sandbox.json')
    const first = await startLine({ snapshotFile })
    first.sim.files.put('kept-file', Buffer.from('what it holds'))
    await first.close()
    const second = await startLine({ snapshotFile })
    expect((await second.send('GET', '/sandbox/api/media/kept-file')).text).toBe('what it holds')
    await second.close()
    await rm(folder, { recursive: true })
  })
  test('is put back to the beginning by a reset that keeps the product connected', async () => {
    const line = await open()
    await line.act('/people/walk/follow')
    await line.act('/reset')
    const state = await line.send('GET', '/sandbox/api/state?person=walk&staff=shen.jianing')
    expect(state.person.following).toBe(false)
    expect(state.connected).toEqual({ oa: true, mini: true, wecom: true })
  })
  test('hands out everything a product needs to connect', async () => {
    const line = await open()
    const demo = await line.send('GET', '/sandbox/api/demo')
    expect(demo.accounts.map((one: { kind: string }) => one.kind)).toEqual(['oa', 'mini', 'wecom'])
    expect(demo.walk).toEqual({ person: 'walk', name: '林小满', staff: 'shen.jianing' })
    expect(demo.staff).toHaveLength(12)
    const csv = await line.send('GET', '/sandbox/api/demo/crm.csv')
    expect(csv.text.startsWith('客户编号,姓名,手机号')).toBe(true)
  })
})

describe('faults', () => {
  const ask = (line: Line) => line.call(line.oa, 'GET', '/cgi-bin/menu/get')
  test('answer an errcode as often as told, then stop', async () => {
    const line = await open()
    await line.tokenOf(line.oa)
    await line.act('/faults', { faults: [{ kind: 'errcode', path: '/cgi-bin/menu/*', errcode: 40001, times: 2 }] })
    const codes = [await ask(line), await ask(line), await ask(line)].map((one) => one.errcode)
    expect(codes).toEqual([40001, 40001, undefined])
  })
  test.each([
    ['drop', true],
    ['reset', false],
  ])('%s cuts the line; the message was accepted: %s', async (kind, accepted) => {
    const line = await open()
    const message = {
      touser: 'shen.jianing',
      agentid: line.wecom.agentId,
      msgtype: 'text',
      text: { content: '到了吗' },
    }
    const token = await line.wecomToken()
    await line.act('/faults', { faults: [{ kind, path: '/cgi-bin/message/send' }] })
    await expect(line.send('POST', `/wecom/cgi-bin/message/send?access_token=${token}`, message)).rejects.toThrow()
    expect(line.sim.world.messages.some((one) => one.body.kind === 'text')).toBe(accepted)
    expect(line.sim.journal.all().at(-1)).toMatchObject({ title: '/cgi-bin/message/send', outcome: 'failed' })
  })
  test('truncate an answer', async () => {
    const line = await open()
    await line.tokenOf(line.oa)
    await line.act('/faults', { faults: [{ kind: 'truncated', path: '/cgi-bin/menu/get' }] })
    await expect(ask(line)).rejects.toThrow(SyntaxError)
  })
})

describe('the clock that others follow', () => {
  test('jumps with the sandbox and never goes back', async () => {
    const line = await open()
    const machine = { at: Date.now(), now: () => new Date(machine.at) }
    const clock = await followClock(line.simulator.url, createLog('silent'), machine)
    const before = clock.now().getTime()
    await line.act('/clock', { jumpMs: 172_800_000 })
    await vi.waitFor(() => expect(clock.now().getTime() - before).toBeGreaterThanOrEqual(172_000_000), 3000)
    const late = clock.now().getTime()
    machine.at -= 60_000
    expect(clock.now().getTime()).toBeGreaterThanOrEqual(late)
    await clock.close()
  })

  test('is let go without a complaint, also in the middle of a question', async () => {
    let questions = 0
    // Only the first question is answered.
    const simulator = createServer((_request, response) => {
      questions += 1
      if (questions === 1) response.end(JSON.stringify({ now: new Date(), speed: 3600, aheadMs: 0 }))
    })
    await once(simulator.listen(0, '127.0.0.1'), 'listening')
    const address = simulator.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    const lines: string[] = []
    const log = createLog('warn', { write: (line) => void lines.push(line) })
    const followed = await followClock(`http://127.0.0.1:${port}`, log)
    await vi.waitFor(() => expect(questions).toBe(2), 3000)
    const closed = followed.close()
    simulator.closeAllConnections()
    simulator.close()
    await closed
    expect(lines).toEqual([])
  })
})

describe('the webviews', () => {
  const page = '<!doctype html><html><head><title>侧边栏</title></head><body></body></html>'
  test('put the host script before everything else of the product’s page', async () => {
    const line = await open()
    line.product.pages.set('/sidebar/', page)
    const { text } = await line.send('GET', '/sandbox/webview/wecom?staff=shen.jianing&customer=walk&url=%2Fsidebar%2F')
    expect(text).toMatch(/<head><script src="\/sandbox\/webview\/wecom\.js\?[^"]*"><\/script><title>/)
    const script = (/src="([^"]*)"/.exec(text)?.[1] ?? '').replaceAll('&amp;', '&')
    const source = (await line.send('GET', script)).text
    expect(source).toContain('wxwork/4.1.28')
    expect(() => new Function(source)).not.toThrow()
  })
  test.each(['https://evil.example/', '//evil.example/', '/\\evil.example', '/sandbox/api/demo', 'sidebar/'])(
    'refuse to open %s',
    async (url) => {
      const line = await open()
      const query = new URLSearchParams({ staff: 'shen.jianing', customer: '', url })
      expect(await line.send('GET', `/sandbox/webview/wecom?${query}`)).toMatchObject({ status: 400 })
    },
  )
  test('[C3.2] log a member in through the OAuth page, once per code', async () => {
    const line = await open()
    const query = new URLSearchParams({
      appid: line.wecom.corpId,
      redirect_uri: `${line.product.url}/sidebar/?a=1#/x`,
      state: 'abc',
      agentid: String(line.wecom.agentId),
      sandbox_staff: 'shen.jianing',
      sandbox_customer: 'walk',
    })
    const answer = await line.send('GET', `/sandbox/connect/oauth2/authorize?${query}`)
    const target = new URL(answer.headers.get('location'), line.simulator.url)
    expect(target.searchParams.get('staff')).toBe('shen.jianing')
    const back = new URL(target.searchParams.get('url') ?? '', line.product.url)
    expect([back.pathname, back.searchParams.get('a'), back.searchParams.get('state'), back.hash]).toEqual([
      '/sidebar/',
      '1',
      'abc',
      '#/x',
    ])
    const code = back.searchParams.get('code') ?? ''
    expect(await line.call(line.wecom, 'GET', '/cgi-bin/auth/getuserinfo', { code })).toMatchObject({
      userid: 'shen.jianing',
    })
    expect((await line.call(line.wecom, 'GET', '/cgi-bin/auth/getuserinfo', { code })).errcode).toBe(40029)
  })
  test('[C3.2] send nobody back to a foreign address', async () => {
    const line = await open()
    const query = new URLSearchParams({
      appid: line.wecom.corpId,
      redirect_uri: 'https://evil.example/',
      sandbox_staff: 'shen.jianing',
    })
    expect(await line.send('GET', `/sandbox/connect/oauth2/authorize?${query}`)).toMatchObject({ status: 400 })
  })
  test('[C6.1, J15] tell the customer only to a page signed with the agent’s own ticket', async () => {
    const line = await open()
    const url = 'http://127.0.0.1:3000/sidebar/?x=1'
    const bridge = (name: string, params: object) =>
      line.act('/bridge/call', { name, params, url: `${url}#/contact`, staff: 'shen.jianing', customer: 'walk' })
    const agent = (await line.call(line.wecom, 'GET', '/cgi-bin/ticket/get', { type: 'agent_config' })).ticket
    const corp = (await line.call(line.wecom, 'GET', '/cgi-bin/get_jsapi_ticket')).ticket
    expect(agent).not.toBe(corp)
    const signed = (ticket: string) => ({
      corpid: line.wecom.corpId,
      agentid: String(line.wecom.agentId),
      timestamp: '1760000000',
      nonceStr: 'abc',
      signature: signPage({ ticket, nonce: 'abc', timestamp: '1760000000', url }),
    })
    expect(await bridge('agentConfig', signed(corp))).toMatchObject({ err_msg: 'agentConfig:invalid signature' })
    expect(await bridge('getCurExternalContact', {})).toMatchObject({
      err_msg: 'getCurExternalContact:fail no permission',
    })
    expect(await bridge('agentConfig', signed(agent))).toMatchObject({ err_msg: 'agentConfig:ok' })
    expect(await bridge('getCurExternalContact', {})).toMatchObject({
      userId: externalUserIdOf(line.wecom.corpId, 'walk'),
    })
    expect(await bridge('getContext', {})).toMatchObject({ entry: 'single_chat_tools' })
    const { person } = await line.send('GET', '/sandbox/api/state?person=walk&staff=shen.jianing')
    expect(person.deeds).toContain('JS-SDK getCurExternalContact')
  })
})
