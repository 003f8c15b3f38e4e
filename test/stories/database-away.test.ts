import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sealCallback, withQuery } from '../../server/sandbox/callbacks/envelope.ts'
import { aJourney } from '../builders/journey.ts'
import { type BrokenWire, createBrokenWire } from '../support/broken-wire.ts'
import { freePort } from '../support/free-port.ts'
import { DAY, HOUR, type Line, startLine } from '../support/line.ts'
import {
  type Connected,
  connectWithoutCrowd,
  heardFrom,
  peopleOfTown,
  publishJourney,
  templateOf,
} from '../support/quiet-company.ts'
import { startServerProcess } from '../support/server-process.ts'
import { until } from '../support/until.ts'

const PLATFORM_WAITS_MS = 5000

/** The wire between the server and its database breaks: the platforms are told to come again, and nobody is lost. */
describe('a database that is away', () => {
  let line: Line
  let wire: BrokenWire
  let oa: Connected
  let unseen: Connected
  let people: { id: string; openId: string }[]

  beforeAll(async () => {
    line = await startLine({
      seed: false,
      async databaseAt(uri) {
        wire = await createBrokenWire(uri)
        return wire.uri
      },
    })
    ;({ oa } = await connectWithoutCrowd(line, ['oa']))
    const wecom = line.demo.accounts.find(({ kind }) => kind === 'wecom')
    const { id, callbackUrl } = await line.connect({ ...wecom })
    unseen = { id, callbackUrl, appId: '' }
    people = await peopleOfTown(line, 5, { following: true })
    const welcome = { channel: 'oa-template', content: templateOf(line, '会员权益到账通知'), marketing: true }
    await publishJourney(line, '欢迎', aJourney().node('send', welcome).build())
  })
  afterAll(async () => {
    await wire?.mend()
    await line?.stop()
    await wire?.close()
  })

  const accountOf = (kind: 'oa' | 'wecom') => {
    const account = line.simulator.control.state().accounts.find((one) => one.kind === kind)
    if (!account) throw new Error(`no ${kind}`)
    return account
  }
  async function timed(ask: () => Promise<Response>) {
    const began = performance.now()
    const answer = await ask()
    return { status: answer.status, body: await answer.text(), ms: performance.now() - began }
  }
  const follows = (kind: 'oa' | 'wecom', callbackUrl: string, openId: string) => {
    const timestamp = Math.floor(line.clock.now().getTime() / 1000)
    const inner = {
      ToUserName: 'gh',
      FromUserName: openId,
      CreateTime: timestamp,
      MsgType: 'event',
      Event: 'subscribe',
    }
    const { query, body } = sealCallback({ account: accountOf(kind), inner, timestamp })
    return () => timed(() => fetch(withQuery(callbackUrl, query), { method: 'POST', body }))
  }
  const ready = () => timed(() => fetch(`${line.url}/readyz`))
  const oneOfEach = async (person: { id: string; openId: string }) => {
    const contact = await line.contact(`oa:${oa.appId}:${person.openId}`)
    await line.happened(contact.id, 'message.sent')
    await line.happened(contact.id, 'journey.left')
    const names = (await line.timeline(contact.id)).map(({ event }) => event.name)
    const count = (name: string) => names.filter((one) => one === name).length
    expect([count('contact.followed'), count('journey.entered'), count('message.sent')]).toEqual([1, 1, 1])
    expect(await heardFrom(line, person.id)).toEqual(['模板：会员权益到账通知'])
  }

  it('that refuses connections: a callback is answered 503 in time, and /readyz says so while /healthz is well', async () => {
    expect((await ready()).status).toBe(200)
    await wire.cut()
    const answers = await Promise.all([
      follows('oa', oa.callbackUrl, people[0]?.openId ?? '')(),
      follows('wecom', unseen.callbackUrl, 'sys')(),
    ])
    for (const { status, body, ms } of answers) {
      expect({ status, body }).toEqual({ status: 503, body: '' })
      expect(ms).toBeLessThan(PLATFORM_WAITS_MS)
    }
    const { status, body, ms } = await ready()
    expect({ status, ...JSON.parse(body) }).toEqual({ status: 503, started: true, database: false, workerLag: null })
    expect(ms).toBeLessThan(PLATFORM_WAITS_MS)
    expect((await fetch(`${line.url}/healthz`)).status).toBe(200)
    await wire.mend()
    await until('it is ready again', async () => (await ready()).status === 200, 25)
  })

  it('that says nothing at all: the same', async () => {
    wire.freeze()
    const { status, ms } = await follows('oa', oa.callbackUrl, people[1]?.openId ?? '')()
    expect(status).toBe(503)
    expect(ms).toBeLessThan(PLATFORM_WAITS_MS)
    const asked = await ready()
    expect(asked.status).toBe(503)
    expect(asked.ms).toBeLessThan(PLATFORM_WAITS_MS)
    await wire.mend()
    await until('it is ready again', async () => (await ready()).status === 200, 25)
  })

  it.each([
    { how: 'cut', one: 2, stop: () => wire.cut() },
    { how: 'frozen', one: 3, stop: async () => wire.freeze() },
  ])(
    'takes the platform’s own retry once when it was $how and is back: one contact, one walk, one message',
    async ({ one, stop }) => {
      const person = people[one]
      if (!person) throw new Error('too few people')
      const send = follows('oa', oa.callbackUrl, person.openId)
      await stop()
      expect((await send()).status).toBe(503)
      await wire.mend()
      // The platform sends the same callback up to three times; a person is not doubled however many of them arrive.
      await until('the callback is taken', async () => (await send()).status === 200)
      expect((await send()).status).toBe(200)
      await oneOfEach(person)
    },
  )

  it('finds, once it is back, what fell due meanwhile: the worker wakes who waited and sends what was held, unasked', async () => {
    const later = { channel: 'oa-template', content: templateOf(line, '会员权益到账通知'), marketing: true }
    const patient = aJourney().wait({ amount: 2, unit: 'hours' }).node('send', later).tag('等到了').build()
    await publishJourney(line, '两小时后', patient)
    const person = people[4]
    expect((await follows('oa', oa.callbackUrl, person?.openId ?? '')()).status).toBe(200)
    const contact = await line.contact(`oa:${oa.appId}:${person?.openId}`)
    await line.happened(contact.id, 'message.sent')
    await wire.cut()
    line.clock.jump(3 * HOUR)
    await wire.mend()
    await line.happened(contact.id, 'tag.added')
    // One marketing message a day.
    const held = { contact: contact.id, fate: 'waiting', due: { $gt: line.clock.now() } }
    await until('the second is held until tomorrow', () => line.database.collection('outbox').findOne(held))
    await wire.cut()
    line.clock.jump(DAY)
    await wire.mend()
    await until('the second is sent', async () => (await heardFrom(line, person?.id ?? '')).length === 2)
  })

  it.each([
    { how: 'cut', stop: () => wire.cut() },
    { how: 'frozen', stop: async () => wire.freeze() },
  ])(
    'lets a server end that is told to while it is $how, and the end says that things are still held',
    async ({ stop }) => {
      const port = await freePort()
      const working = () => line.database.collection('agendaJobs').countDocuments({ name: /^outbox-sweep@/ })
      const before = await working()
      const server = await startServerProcess({ ...line.environment, PORT: String(port) })
      await until('its worker is at work', async () => (await working()) > before)
      await stop()
      const ended = await server.terminate()
      await wire.mend()
      expect(ended).toEqual({ code: 1 })
    },
  )
})
