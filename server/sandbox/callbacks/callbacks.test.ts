import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Line, startLine } from '../testing/line.ts'
import { externalUserIdOf, openIdOf } from '../world/identity.ts'

let line: Line
beforeEach(async () => {
  line = await startLine()
})
afterEach(async () => await line.close())

const messages = () => line.product.received.map((one) => one.message)

describe('a callback', () => {
  test.each(['safe', 'compatible', 'plain'] as const)('[A2.2] in %s mode is signed and readable', async (mode) => {
    line.oa.mode = mode
    await line.act('/people/walk/scan', { scene: 'spring-fair' })
    const [received] = line.product.received
    expect(received?.refused).toBe(false)
    expect(received?.message).toMatchObject({
      ToUserName: line.oa.originalId,
      FromUserName: openIdOf(line.oa.appId, 'walk'),
      Event: 'subscribe',
      EventKey: 'qrscene_spring-fair',
    })
    expect(received?.query.get('encrypt_type')).toBe(mode === 'plain' ? null : 'aes')
    expect(received?.raw.includes('<Event>')).toBe(mode !== 'safe')
    expect(received?.raw.includes('<Encrypt>')).toBe(mode !== 'plain')
  })
  test('[A2.5, J6] names the scene bare for someone who follows already', async () => {
    await line.act('/people/p0001/scan', { scene: 'website' })
    expect(messages()).toEqual([expect.objectContaining({ Event: 'SCAN', EventKey: 'website' })])
  })
  test('[A2.5] in JSON puts one subscribe answer as an object and several as a list', async () => {
    line.mini.format = 'json'
    const [one, two] = line.sim.world.templates.filter((template) => template.appId === line.mini.appId)
    await line.act('/people/walk/mini/subscribe', { templateIds: [one?.id], answer: 'accept' })
    await line.act('/people/walk/mini/subscribe', { templateIds: [one?.id, two?.id], answer: 'reject' })
    expect(messages()[0]?.List).toMatchObject({ TemplateId: one?.id, SubscribeStatusString: 'accept' })
    expect(messages()[1]?.List).toHaveLength(2)
    expect(typeof messages()[0]?.CreateTime).toBe('string')
  })
  test('[C2.5] of WeCom comes from sys, without a signature, with a welcome code', async () => {
    await line.act('/staff/shen.jianing/add-customer', { person: 'walk', state: 'website' })
    const [received] = line.product.received
    expect(received?.query.has('signature')).toBe(false)
    expect(received?.message).toMatchObject({
      FromUserName: 'sys',
      Event: 'change_external_contact',
      ChangeType: 'add_external_contact',
      UserID: 'shen.jianing',
      ExternalUserID: externalUserIdOf(line.wecom.corpId, 'walk'),
      State: 'website',
      WelcomeCode: expect.any(String),
    })
  })
  test('[C2.5] leaves State and WelcomeCode out when there are none', async () => {
    await line.act('/staff/shen.jianing/add-customer', { person: 'walk', welcome: false })
    expect(messages()[0]).not.toHaveProperty('State')
    expect(messages()[0]).not.toHaveProperty('WelcomeCode')
  })
})

describe('delivery', () => {
  test('[A2.3] is tried three times with the same MsgId and CreateTime when nothing comes in time', async () => {
    await line.act('/people/walk/follow')
    line.product.received.length = 0
    line.product.state.answer = () => ({ never: true })
    const { callbacks } = await line.act('/people/walk/say', { text: '在吗' })
    expect(callbacks[0]).toMatchObject({ ok: false, attempts: 3, status: null })
    expect(messages()).toHaveLength(3)
    expect(new Set(messages().map((one) => `${one.MsgId} ${one.CreateTime}`)).size).toBe(1)
    expect(new Set(line.product.received.map((one) => one.query.get('nonce'))).size).toBe(3)
    expect(line.sim.world.messages.at(-1)?.body).toMatchObject({ kind: 'notice' })
  })
  test('[A2.3] stops at the first whole answer', async () => {
    let seen = 0
    line.product.state.answer = () => {
      seen += 1
      return seen === 1 ? { status: 503 } : { body: 'success' }
    }
    const { callbacks } = await line.act('/people/walk/follow')
    expect(callbacks[0]).toMatchObject({ ok: true, attempts: 2 })
  })
  test('[A2.6] shows an encrypted passive reply in the chat', async () => {
    line.product.state.answer = ({ message }) => ({
      reply: {
        ToUserName: String(message.FromUserName),
        FromUserName: line.oa.originalId,
        CreateTime: 1,
        MsgType: 'text',
        Content: '欢迎 ]]> 你',
      },
    })
    await line.act('/people/walk/follow')
    expect(line.sim.world.messages.at(-1)).toMatchObject({
      from: 'account',
      body: { kind: 'text', text: '欢迎 ]]> 你' },
    })
  })
  test.each([
    ['JSON', '{"ok":true}'],
    ['an unencrypted reply in safe mode', '<xml><MsgType>text</MsgType><Content>hi</Content></xml>'],
    ['a reply with a document type', '<!DOCTYPE x><xml><Encrypt>a</Encrypt></xml>'],
    ['a reply with a wrong signature', '<xml><Encrypt>a</Encrypt><MsgSignature>b</MsgSignature></xml>'],
  ])('[A2.3] tells the follower that the service is broken after %s', async (_name, body) => {
    line.product.state.answer = () => ({ body })
    const { callbacks } = await line.act('/people/walk/follow')
    expect(callbacks[0].ok).toBe(false)
    expect(line.sim.world.messages.at(-1)?.body).toMatchObject({
      kind: 'notice',
      text: expect.stringContaining('故障'),
    })
  })
  test('[F.5] may be doubled', async () => {
    await line.act('/callbacks/weather', { duplicateRate: 1 })
    await line.act('/people/walk/follow')
    expect(messages()).toHaveLength(2)
    expect(messages()[0]).toEqual(messages()[1])
  })
  test('[F.5] may change places with the next one', async () => {
    await line.act('/callbacks/weather', { reorder: true })
    const first = line.act('/people/walk/follow')
    await expect.poll(() => line.sim.world.messages.length).toBeGreaterThan(0)
    const second = line.act('/people/p0001/scan', { scene: 'website' })
    await Promise.all([first, second])
    expect(messages().map((one) => one.Event)).toEqual(['SCAN', 'subscribe'])
  })
  test('is written down with the event as it was before sealing', async () => {
    await line.act('/people/walk/follow')
    const { entries } = await line.send('GET', '/sandbox/api/journal?after=0')
    expect(entries.at(-1)).toMatchObject({
      kind: 'callback',
      title: 'subscribe',
      outcome: 'ok',
      person: { name: '林小满', identity: `oa:${line.oa.appId}:${openIdOf(line.oa.appId, 'walk')}` },
      request: { Event: 'subscribe' },
      response: 'success',
    })
  })
})

describe('forged callbacks', () => {
  test.each(['wrong-signature', 'wrong-receiver', 'broken-padding', 'truncated', 'doctype', 'plain-text', 'not-utf8'])(
    '%s are refused by a product that looks',
    async (how) => {
      for (const account of [line.oa.appId, line.wecom.corpId]) {
        expect(await line.act('/callbacks/forge', { account, person: 'walk', how })).toMatchObject({ status: 401 })
      }
    },
  )
  test('carry a good seal where only the time or the event is odd', async () => {
    for (const how of ['stale-timestamp', 'unknown-event']) {
      await line.act('/callbacks/forge', { account: line.oa.appId, person: 'walk', how })
    }
    expect(line.product.received.map((one) => one.refused)).toEqual([false, false])
  })
})

describe('保存并启用', () => {
  const save = (account: 'oa' | 'wecom') =>
    line.act('/accounts/callback', {
      ...(account === 'oa' ? { appId: line.oa.appId } : { corpId: line.wecom.corpId }),
      callbackUrl: line.product.callbackUrl(account === 'oa' ? line.oa : line.wecom),
    })
  test.each(['oa', 'wecom'] as const)('[A2.1, C2.1, J1] accepts the right echo of %s', async (account) => {
    expect(await save(account)).toMatchObject({ ok: true, problem: null })
  })
  test.each([
    ['quotes', (text: string) => `"${text}"`, '引号'],
    ['a line break', (text: string) => `${text}\n`, '空白或换行'],
    ['nothing', () => '', '返回为空'],
    ['something else', () => 'ok', '不是 echostr'],
  ])('says that the echo had %s', async (_name, echo, problem) => {
    line.product.state.echo = echo
    for (const account of ['oa', 'wecom'] as const) {
      expect((await save(account)).problem).toContain(problem)
    }
  })
  test('says that nobody answers', async () => {
    const verdict = await line.act('/accounts/callback', { appId: line.oa.appId, callbackUrl: 'http://127.0.0.1:1/x' })
    expect(verdict).toMatchObject({ ok: false, problem: expect.stringContaining('请求 URL 失败') })
  })
})
