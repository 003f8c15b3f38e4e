import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type BotNeeds, spawnBot } from '../../scripts/parts/wechaty.ts'
import { PersonState } from '../../server/sandbox/control-api.ts'
import { WechatyStatus } from '../../shared/api/wechaty.ts'
import { identityKey } from '../../shared/contact.ts'
import { aJourney } from '../builders/journey.ts'
import { freePort } from '../support/free-port.ts'
import { type Line, startLine } from '../support/line.ts'
import { publishJourney } from '../support/quiet-company.ts'
import { until } from '../support/until.ts'

/** The real Wechaty process with the mock puppet, the simulator playing WeChat, and the real line. */
const BOT = 'wxid_yunshan'
let line: Line
let needs: BotNeeds
let bot: ReturnType<typeof spawnBot> | null = null
let folder: string

async function startBot(more: Partial<BotNeeds> = {}) {
  bot = spawnBot({ ...needs, ...more }, () => undefined)
  await bot.ready
}
async function killBot() {
  const { child } = bot ?? {}
  bot = null
  if (!child || child.exitCode !== null) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGKILL')
  await ended
}

const status = async () => WechatyStatus.parse(await line.api('GET', '/wechaty'))
const phase = async () => {
  const found = await status()
  return found.kind === 'running' ? found.state.phase : found.kind
}
const undelivered = async () => {
  const found = await status()
  return found.kind === 'running' ? found.state.undelivered : null
}
const isOnline = () => until('the account is online', async () => (await phase()) === 'online')
const act = (person: string, what: string, body: unknown = {}) => line.play(`/people/${person}/wechaty/${what}`, body)
const seen = async (person: string): Promise<z.output<typeof PersonState>['bot']> => {
  const { person: state } = await line.see(z.object({ person: PersonState }), `/state?person=${person}&staff=`)
  return state.bot
}
const heard = async (person: string) =>
  (await seen(person)).messages.flatMap(({ from, body }) =>
    from === 'account' && body.kind !== 'notice' ? [body] : [],
  )
const stranger = async (name: string) => z.object({ id: z.string() }).parse(await line.play('/people', { name })).id
const keyOf = (person: string) => identityKey('wechaty', BOT, `wxid_${person}`)
const befriend = async (person: string, hello = '') => {
  await act(person, 'add', { hello })
  await until('they are friends', async () => (await seen(person)).friend)
  return (await line.contact(keyOf(person))).id
}
const textsIn = async (contact: string) =>
  (await line.timeline(contact)).flatMap(({ event }) => (event.name === 'message.received' ? [event.text] : []))
const rowsOf = (contact: string) => line.database.collection('outbox').find({ contact }).toArray()

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'weilu-wechaty-'))
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  line = await startLine({ seed: false, more: { WECHATY_PUPPET: 'mock', WECHATY_URL: url } })
  needs = {
    puppet: 'mock',
    url,
    productUrl: line.url,
    secretKey: line.environment.SECRET_KEY,
    dataDir: folder,
    sandboxUrl: line.simulator.url,
    dailyCap: 500,
    serviceToken: null,
    serviceEndpoint: null,
    logLevel: 'silent',
  }
  const reply = { channel: 'wechaty', content: { form: 'text', text: '{{name}}，您好，马上为您查' } }
  const onMessage = { type: 'event-start', settings: { event: 'message.received' } } as const
  const answer = aJourney(onMessage)
    .node('send', { ...reply, marketing: false })
    .enters('every-time')
    .build()
  await publishJourney(line, '有问必答', answer)
  const onFriend = { type: 'event-start', settings: { event: 'bot.befriended' } } as const
  const card = { form: 'link', title: '会员中心', description: '', url: 'https://example.com/vip' }
  const welcome = aJourney(onFriend)
    .node('send', { channel: 'wechaty', content: card, marketing: false })
    .tag('微信好友')
  await publishJourney(line, '新好友', welcome.build())
})
afterAll(async () => {
  await killBot()
  await line?.stop()
  rmSync(folder, { recursive: true, force: true })
})

describe('without its process', () => {
  it('the account is shown as away, and everything else runs', async () => {
    expect(await status()).toMatchObject({ kind: 'unreachable', why: expect.stringContaining('没有运行') })
    const { status: ready } = await fetch(`${line.url}/readyz`)
    expect(ready).toBe(200)
  })
})

describe('a friend of the personal account', () => {
  let person: string
  let contact: string
  beforeAll(async () => {
    await startBot()
    await isOnline()
    person = await stranger('林小满')
    contact = await befriend(person, '我是小满')
  })

  it('is accepted, known by the account’s own id, and welcomed with a card', async () => {
    expect(await line.profile(contact)).toMatchObject({ name: '林小满', firstSource: { kind: 'wechaty' } })
    await line.happened(contact, 'bot.befriended', ({ hello }) => hello === '我是小满')
    await until('the card arrived', async () => (await heard(person)).some(({ kind }) => kind === 'link'))
    expect(await heard(person)).toMatchObject([{ kind: 'link', title: '会员中心' }])
  })

  it('asks, and a journey answers on the same way', async () => {
    await act(person, 'say', { text: '价格多少' })
    await line.happened(contact, 'message.received', ({ text }) => text === '价格多少')
    await until('the answer arrived', async () => (await heard(person)).some(({ kind }) => kind === 'text'))
    expect(await heard(person)).toMatchObject([{ kind: 'link' }, { kind: 'text', text: '林小满，您好，马上为您查' }])
    await line.happened(contact, 'message.sent', ({ channel }) => channel === 'wechaty')
  })

  it('is no other person than a namesake', async () => {
    const other = await befriend(await stranger('林小满'))
    expect(other).not.toBe(contact)
  })
})

describe('a member of its group', () => {
  it('is known and heard, and as no friend is not spoken to alone', async () => {
    const person = await stranger('顾望舒')
    await act(person, 'join-group')
    const contact = (await line.contact(keyOf(person))).id
    await act(person, 'say-in-group', { text: '@云杉小助手 周末有活动吗' })
    await act(person, 'leave-group')
    await line.happened(contact, 'group.left')
    const events = (await line.timeline(contact)).map(({ event }) => event)
    expect(events.filter(({ name }) => name.startsWith('group.'))).toMatchObject([
      { name: 'group.joined', group: 'wechaty:26001@chatroom' },
      { name: 'group.spoke', title: '云杉老客交流群', text: '@云杉小助手 周末有活动吗' },
      { name: 'group.left', how: 'left' },
    ])
    const { reach } = await line.profile(contact)
    const { groupMessages } = await seen(person)
    expect(groupMessages).toEqual([])
    expect(reach.find(({ channel }) => channel === 'wechaty')).toMatchObject({ ok: false, why: /只在同一个群里/ })
  })
})

describe('what was said', () => {
  it('while the product was away outlives the death of the process, and arrives once', async () => {
    const person = await stranger('许清和')
    const contact = await befriend(person)
    await killBot()
    await startBot({ productUrl: 'http://127.0.0.1:1' })
    await isOnline()
    const texts = Array.from({ length: 12 }, (_, index) => `第 ${index + 1} 句`)
    for (const text of texts) await act(person, 'say', { text })
    await until('all of it is kept', async () => (await undelivered()) === texts.length)
    await killBot()
    await startBot()
    await until('all of it is handed over', async () => (await undelivered()) === 0)
    await until('all of it is in the timeline', async () => (await textsIn(contact)).length === texts.length)
    expect(await textsIn(contact)).toEqual(texts)
  })

  it('while the process died again and again arrives whole, and nothing of it twice', async () => {
    const person = await stranger('叶知夏')
    const contact = await befriend(person)
    const texts = Array.from({ length: 20 }, (_, index) => `消息 ${index + 1}`)
    for (const [index, text] of texts.entries()) {
      await act(person, 'say', { text })
      if (index % 10 !== 9) continue
      await killBot()
      await startBot()
    }
    await until('all of it is in the timeline', async () => (await textsIn(contact)).length >= texts.length)
    await until('nothing is left in the spool', async () => (await undelivered()) === 0)
    expect((await textsIn(contact)).sort()).toEqual([...texts].sort())
    const rows = await until('every question was answered or is known as uncertain', async () => {
      line.clock.jump(60_000)
      const found = (await rowsOf(contact)).filter(({ content }) => content.form === 'text')
      const settled = found.every(({ fate }) => fate === 'sent' || fate === 'unknown')
      return settled && found.length === texts.length ? found : null
    })
    const answers = (await heard(person)).filter(({ kind }) => kind === 'text')
    // What was cut off may have been heard; what is booked as sent was heard exactly once.
    expect(answers.length).toBeGreaterThanOrEqual(rows.filter(({ fate }) => fate === 'sent').length)
    expect(answers.length).toBeLessThanOrEqual(texts.length)
  })
})

describe('logged out on its phone', () => {
  it('says so with the code to scan, holds what is to be said, and says it after the next login', async () => {
    const person = await stranger('何景行')
    const contact = await befriend(person)
    await act(person, 'say', { text: '在吗' })
    await until('it was answered', async () => (await heard(person)).length === 2)
    await line.play('/wechaty/logout')
    await until('the code is there', async () => (await phase()) === 'waiting-scan')
    expect(await status()).toMatchObject({ state: { login: expect.stringMatching(/^http/), account: null } })
    await line.api('POST', '/events', {
      id: 'ask-while-away',
      name: 'message.received',
      identity: keyOf(person),
      kind: 'text',
      text: '还在吗',
    })
    const waiting = async () => (await rowsOf(contact)).find(({ fate }) => fate === 'waiting')
    const row = await until('the answer waits', async () => {
      const found = await waiting()
      return found?.['why'] === '个人微信号没有登录，稍后再发' ? found : null
    })
    expect(row['channel']).toBe('wechaty')
    await line.play('/wechaty/login')
    await isOnline()
    line.clock.jump(2 * 60_000)
    await until('it was said', async () => (await heard(person)).length === 3)
  })
})
