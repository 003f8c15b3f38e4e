import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aJourney } from '../builders/journey.ts'
import { freePort } from '../support/free-port.ts'
import { type Line, startLine } from '../support/line.ts'
import {
  act,
  type Connected,
  connectWithoutCrowd,
  heardFrom,
  peopleOfTown,
  publishJourney,
  templateOf,
} from '../support/quiet-company.ts'
import { type ServerProcess, startServerProcess } from '../support/server-process.ts'
import { until } from '../support/until.ts'

const PEOPLE = 24
const SAID = ['一', '二', '三']

/** One web process and two workers on one database: the work is split, and one person's events keep their order. */
describe('roles', () => {
  let line: Line
  let oa: Connected
  const processes: ServerProcess[] = []

  beforeAll(async () => {
    line = await startLine({ seed: false, serve: false, at: '2026-01-01T00:00:00Z' })
    const [first, second] = [await freePort(), await freePort()]
    const started = [
      { ROLE: 'web', PORT: line.environment.PORT },
      { ROLE: 'worker', PORT: String(first) },
      { ROLE: 'worker', PORT: String(second) },
    ].map((role) => startServerProcess({ ...line.environment, ...role }))
    for (const one of started) processes.push(await one)
    ;({ oa } = await connectWithoutCrowd(line, ['oa']))
    const welcome = { channel: 'oa-template', content: templateOf(line, '会员权益到账通知') }
    await publishJourney(line, '欢迎', aJourney().node('send', welcome).tag('新粉丝').build())
  }, 110_000)
  afterAll(async () => {
    await Promise.all(processes.map((one) => one.kill()))
    await line?.stop()
  })

  const slices = async () => {
    const leases = line.database.collection<{ _id: string; owner: string }>('leases')
    const held = await leases.find({ _id: { $regex: '^slice:' }, until: { $gt: new Date() } }).toArray()
    const counts = new Map<string, number>()
    for (const { owner } of held) counts.set(owner, (counts.get(owner) ?? 0) + 1)
    return [...counts.values()].sort()
  }

  it('split the eight slices of the people between the two workers', async () => {
    await until('each worker holds four', async () => (await slices()).join() === '4,4')
  })

  it.each([
    { status: 200, paths: ['/healthz', '/readyz', '/metrics'] },
    {
      status: 404,
      paths: ['/', '/api/v1/contacts', '/api/openapi.json', '/admin/', '/sidebar/', '/mini/', '/sandbox/', '/t/x'],
    },
  ])('answer from a worker $status to $paths', async ({ status, paths }) => {
    const headers = { authorization: `Bearer ${line.apiToken}` }
    const statuses = paths.map(async (path) => (await fetch(`${processes[1]?.url}${path}`, { headers })).status)
    expect(await Promise.all(statuses)).toEqual(paths.map(() => status))
    const callback = oa.callbackUrl.replace(line.url, processes[1]?.url ?? '')
    expect((await fetch(callback, { method: 'POST', body: '<xml/>' })).status).toBe(404)
  })

  it('serve many people at once: one contact, one walk and one welcome each, their words in order', async () => {
    const people = await peopleOfTown(line, PEOPLE)
    await Promise.all(
      people.map(async ({ id }) => {
        await act(line, id, 'follow')
        for (const text of SAID) expect(await act(line, id, 'say', { text })).toMatchObject([{ ok: true }])
      }),
    )
    for (const { id, openId } of people) {
      const contact = await line.contact(`oa:${oa.appId}:${openId}`)
      await line.happened(contact.id, 'message.received', ({ text }) => text === SAID.at(-1))
      await line.happened(contact.id, 'tag.added')
      await line.happened(contact.id, 'message.sent')
      const events = (await line.timeline(contact.id)).map(({ event }) => event)
      expect(events.flatMap((event) => (event.name === 'message.received' ? [event.text] : []))).toEqual(SAID)
      const count = (name: string) => events.filter((event) => event.name === name).length
      expect([count('contact.followed'), count('journey.entered'), count('message.sent')]).toEqual([1, 1, 1])
      expect(await heardFrom(line, id)).toEqual(['模板：会员权益到账通知'])
    }
    // A row is done a moment after what it led to stands in the timeline, and receipts still come in.
    const open = () => line.database.collection('inbox').countDocuments({ status: { $ne: 'done' } })
    await until('nothing is left in the inbox', async () => (await open()) === 0)
  })

  it('give a worker that ends away: the other one holds all eight, and goes on', async () => {
    const { code } = (await processes[1]?.terminate()) ?? { code: null }
    expect(code).toBe(0)
    await until('the other holds all', async () => (await slices()).join() === '8')
    const [person] = await peopleOfTown(line, 1, { prefix: 'late' })
    await act(line, person?.id ?? '', 'follow')
    const contact = await line.contact(`oa:${oa.appId}:${person?.openId}`)
    await line.happened(contact.id, 'message.sent')
  })
})
