import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { sealCallback, withQuery } from '../../server/sandbox/callbacks/envelope.ts'
import { Counters } from '../../server/sandbox/control-api.ts'
import { aJourney } from '../builders/journey.ts'
import { type Line, startLine } from '../support/line.ts'
import { act, connectWithoutCrowd, peopleOfTown, publishJourney, runOutLeases } from '../support/quiet-company.ts'
import { type ServerProcess, startServerProcess } from '../support/server-process.ts'
import { until } from '../support/until.ts'

const STAFF = 'shen.jianing'
/** What would bring the demo company's customers. */
const CROWD = ['/cgi-bin/externalcontact/get_follow_user_list', '/cgi-bin/externalcontact/batch/*']
const SEND = '/cgi-bin/externalcontact/send_welcome_msg'
const content = {
  text: '您好，我是您的顾问',
  attachments: [{ form: 'link', title: '会员中心', url: 'https://example.com/members' }],
}
const onFriend = aJourney({ type: 'event-start', settings: { event: 'friend.added' } })
  .node('send', { channel: 'wecom-welcome', content })
  .build()

const addedBy = (line: Line, person: string) => line.play(`/staff/${STAFF}/add-customer`, { person })
/** What the customer reads in the chat with the salesperson; the platform's own line is left out. */
const readBy = async (line: Line, person: string) => {
  const { staff } = await line.phones(person, STAFF)
  return (staff?.chat ?? []).flatMap(({ from, body }) =>
    from !== 'staff'
      ? []
      : body.kind === 'text'
        ? [body.text]
        : body.kind === 'link'
          ? [`链接：${body.title}`]
          : [body.kind],
  )
}
const sends = async (line: Line) => {
  const { seen } = await line.see(Counters, '/counters')
  return Object.entries(seen).find(([name]) => name.includes(SEND))?.[1] ?? { ok: 0, refused: 0, failed: 0 }
}
const rowOf = (line: Line, person: string) =>
  until('the welcome of this person is settled', async () => {
    const contact = await contactOf(line, person)
    const row = await line.database.collection('outbox').findOne({ contact: String(contact._id) })
    return row && !['waiting', 'sending'].includes(row['fate']) && row
  })
const contactOf = (line: Line, person: string) =>
  until('the friend is a contact', async () => {
    const { externalUserId } =
      (await line.phones(person, STAFF)).staff?.customers.find((one) => one.person === person) ?? {}
    return line.database.collection('contacts').findOne({ 'identities.key': { $regex: `:${externalUserId}$` } })
  })

describe('who adds a salesperson', () => {
  let line: Line
  let people: string[]
  beforeAll(async () => {
    line = await startLine({ seed: false })
    await connectWithoutCrowd(line, ['wecom'])
    people = (await peopleOfTown(line, 6)).map(({ id }) => id)
    await publishJourney(line, '欢迎', onFriend)
  }, 90_000)
  afterAll(() => line?.stop())

  it('is welcomed once, with text and attachment, and the code is nowhere but in the call', async () => {
    const [person = ''] = people
    await addedBy(line, person)
    expect(await rowOf(line, person)).toMatchObject({ fate: 'sent', channel: 'wecom-welcome' })
    expect(await readBy(line, person)).toEqual(['您好，我是您的顾问', '链接：会员中心'])
    expect(await sends(line)).toMatchObject({ ok: 1, refused: 0, failed: 0 })
    const contact = await until('the code is written off', async () => {
      const found = await contactOf(line, person)
      return found['greetings']?.[0]?.state === 'used' && found
    })
    expect(contact['greetings'][0]).not.toHaveProperty('code')
    const told = await line.timeline(String(contact._id))
    expect(told.map(({ event }) => event.name)).toContain('message.sent')
    const added = told.find(({ event }) => event.name === 'friend.added')
    expect(added?.event).toMatchObject({ welcomeCode: null })
  })

  it('is welcomed once when two apps of the company are told of it', async () => {
    const [, person = ''] = people
    const before = await sends(line)
    const account = line.demo.accounts.find((one) => one.kind === 'wecom')
    if (account?.kind !== 'wecom') throw new Error('the demo company has no wecom')
    await line.play('/faults', { faults: CROWD.map((path) => ({ path, kind: 'errcode', errcode: 48001 })) })
    const { callbackUrl } = await line.connect({ ...account, agentId: '1000003' })
    await addedBy(line, person)
    await rowOf(line, person)
    const type = 'event.change_external_contact.add_external_contact'
    const [row] = await line.database.collection('inbox').find({ type }).sort({ order: -1 }).limit(1).toArray()
    const inner = Object.fromEntries(
      [...String(row?.['body']).matchAll(/<(\w+)>(?:<!\[CDATA\[)?([^<\]]+)/g)].map(([, name, text]) => [name, text]),
    )
    const timestamp = Math.floor(line.clock.now().getTime() / 1000)
    const world = { ...account, callbackUrl: null, agentName: '', openPlatformId: null }
    const { query, contentType, body } = sealCallback({ account: world, timestamp, inner })
    const url = withQuery(callbackUrl, query)
    const answer = await fetch(url, { method: 'POST', headers: { 'content-type': contentType }, body })
    expect(answer.status).toBe(200)
    await until(
      'the inbox is worked off',
      async () => (await line.database.collection('inbox').countDocuments({ status: 'new' })) === 0,
    )
    expect(await line.database.collection('inbox').countDocuments({ type, person: row?.['person'] })).toBe(1)
    expect(await readBy(line, person)).toHaveLength(2)
    expect((await sends(line)).ok).toBe(before.ok + 1)
  })

  it('is not welcomed again by us when another system of the company was first', async () => {
    const [, , person = ''] = people
    await line.play('/faults', { faults: [{ path: SEND, kind: 'errcode', errcode: 41051, times: 1 }] })
    await addedBy(line, person)
    expect(await rowOf(line, person)).toMatchObject({ fate: 'skipped', why: '客户已经开始聊天，或欢迎语已经发过' })
    expect(await readBy(line, person)).toEqual([])
  })

  it('is welcomed at the second try when the platform was busy with another app', async () => {
    const [, , , person = ''] = people
    await line.play('/faults', { faults: [{ path: SEND, kind: 'errcode', errcode: 41096, times: 1 }] })
    await addedBy(line, person)
    expect(await rowOf(line, person)).toMatchObject({ fate: 'sent' })
    expect(await readBy(line, person)).toHaveLength(2)
  })

  it('is never welcomed late, and it is said why', async () => {
    const [, , , , late = '', next = ''] = people
    const before = await sends(line)
    // The callback waits for the next one, which comes half a minute later.
    await line.play('/callbacks/weather', { reorder: true })
    const held = addedBy(line, late)
    await until('they are friends', async () =>
      (await line.phones(late, STAFF)).staff?.customers.some(({ person }) => person === late),
    )
    line.clock.jump(30_000)
    await line.play('/callbacks/weather', { reorder: false })
    await addedBy(line, next)
    await held
    expect(await rowOf(line, late)).toMatchObject({ fate: 'skipped', why: expect.stringContaining('超过 20 秒') })
    expect(await readBy(line, late)).toEqual([])
    expect(await rowOf(line, next)).toMatchObject({ fate: 'sent' })
    expect((await sends(line)).ok).toBe(before.ok + 1)
    const sidebar = await contactOf(line, late)
    expect(sidebar['greetings']).toMatchObject([{ state: 'open' }])
  })

  it('can be welcomed by nothing that waits first', async () => {
    const waits = aJourney({ type: 'event-start', settings: { event: 'friend.added' } })
      .wait({ amount: 1, unit: 'hours' })
      .node('send', { channel: 'wecom-welcome', content })
      .build()
    await expect(publishJourney(line, '太晚', waits)).rejects.toThrow('请移到等待之前')
  })
})

describe('who comes to 微信客服', () => {
  let line: Line
  beforeAll(async () => {
    line = await startLine({ seed: false })
    await connectWithoutCrowd(line, ['wecom'])
  }, 90_000)
  afterAll(() => line?.stop())

  it('is welcomed with a menu before having said a word', async () => {
    const account = line.demo.accounts.find((one) => one.kind === 'wecom')
    if (account?.kind !== 'wecom') throw new Error('the demo company has no wecom')
    const ask = async (path: string, body?: unknown): Promise<Record<string, unknown>> => {
      const method = body === undefined ? 'GET' : 'POST'
      const answer = await fetch(`${line.simulator.wecomUrl}${path}`, { method, body: JSON.stringify(body) })
      return z.record(z.string(), z.unknown()).parse(await answer.json())
    }
    const { access_token } = await ask(`/cgi-bin/gettoken?corpid=${account.corpId}&corpsecret=${account.appSecret}`)
    const made = await ask(`/cgi-bin/kf/account/add?access_token=${access_token}`, { name: '售后', media_id: 'm' })
    const menu = { form: 'menu', text: '您好，请选择', items: [{ form: 'answer', text: '转人工' }] }
    const onEnter = aJourney({ type: 'event-start', settings: { event: 'service.entered' } })
    await publishJourney(line, '客服欢迎', onEnter.node('send', { channel: 'kf-welcome', content: menu }).build())
    const [one] = await peopleOfTown(line, 1)
    await act(line, one?.id ?? '', 'kf/enter', { openKfId: made.open_kfid, scene: 'shop', sceneParam: '' })
    const words = await until('the desk has said something', async () => {
      const { person } = await line.phones(one?.id ?? '', STAFF)
      const said = person?.kf.flatMap(({ messages }) => messages.filter(({ from }) => from === 'account')) ?? []
      return said.length > 0 && said
    })
    expect(words).toHaveLength(1)
    expect(JSON.stringify(words)).toContain('转人工')
  })
})

describe('a server killed between the welcome and its record', () => {
  let line: Line
  let server: ServerProcess
  beforeAll(async () => {
    line = await startLine({ seed: false, serve: false, at: '2026-01-01T00:00:00Z' })
    server = await startServerProcess(line.environment)
    await connectWithoutCrowd(line, ['wecom'])
    await publishJourney(line, '欢迎', onFriend)
  }, 90_000)
  afterAll(async () => {
    await server?.kill()
    await line?.stop()
  })

  it('welcomes nobody twice, and leaves what it does not know to a person', async () => {
    const [one] = await peopleOfTown(line, 1)
    const person = one?.id ?? ''
    await line.play('/faults', { faults: [{ path: SEND, kind: 'silence' }] })
    await addedBy(line, person)
    await until('the customer reads the welcome', async () => (await readBy(line, person)).length > 0)
    await server.kill()
    await line.play('/faults', { faults: [] })
    await runOutLeases(line.database)
    server = await startServerProcess(line.environment)
    expect(await rowOf(line, person)).toMatchObject({ fate: 'unknown' })
    expect(await readBy(line, person)).toEqual(['您好，我是您的顾问', '链接：会员中心'])
  })
})
