import pino from 'pino'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { freshDatabase } from '../../test/support/database.ts'
import { createPlatform } from '../platforms/call.ts'
import { AccountHalted } from '../platforms/errors.ts'
import { createHttpTransport, type HttpTransport, type Transport } from '../platforms/http-transport.ts'
import { errcodes } from '../platforms/wecom/errcodes.ts'
import { type Line, startLine } from '../sandbox/testing/line.ts'
import { createInboxStore, type InboxStore } from '../store/inbox.ts'
import { createKfCursorsStore, type KfCursorsStore } from '../store/kf-cursors.ts'
import { createKfMessages } from './kf-messages.ts'

const log = pino({ level: 'silent' })
const goingOn = new AbortController().signal
let database: Awaited<ReturnType<typeof freshDatabase>>
let line: Line
let http: HttpTransport
let inbox: InboxStore
let cursors: KfCursorsStore
let desk: string
let asked: Record<string, unknown>[]
let failAt: number
let machineNow: Date

beforeAll(async () => {
  database = await freshDatabase()
  line = await startLine()
  http = createHttpTransport({ baseUrl: line.simulator.wecomUrl })
})
afterAll(async () => {
  await http.close()
  await line.close()
  await database.close()
})
beforeEach(async () => {
  for (const name of ['inbox', 'kf_cursors']) await database.connection.collection(name).deleteMany({})
  inbox = createInboxStore(database.connection)
  cursors = createKfCursorsStore(database.connection)
  desk = (await line.call(line.wecom, 'POST', '/cgi-bin/kf/account/add', { name: '售后', media_id: 'm' }))['open_kfid']
  asked = []
  failAt = Number.POSITIVE_INFINITY
  machineNow = new Date('2026-03-01T08:00:00Z')
})

/** Two rows a page, so that a few messages are several pages; from call `failAt` on none comes through. */
const smallPages: Transport = async (request) => {
  const input = { ...(request.input as Record<string, unknown>), limit: 2 }
  asked.push(input)
  if (asked.length >= failAt) return { errcode: 45009, errmsg: 'reach max api daily quota limit' }
  return http.send({ ...request, input })
}
function messagesWith(more: Partial<Parameters<typeof createKfMessages>[0]> = {}) {
  const current = () => line.wecomToken()
  const platform = createPlatform({ transport: smallPages, errcodes, quota: null, tokens: { current, renew: current } })
  const account = { id: 'ac_1', appId: line.wecom.corpId }
  return createKfMessages({
    platforms: { byId: async () => ({ account, platform }) as never },
    cursors,
    accept: (rows) => inbox.accept(rows),
    clock: { now: () => machineNow },
    machine: { now: () => machineNow },
    log,
    ...more,
  })
}

/** What the callback of the last news said. */
const newsOf = () => {
  const found = line.product.received.findLast(({ message }) => message['OpenKfId'] === desk)
  return { part: 'kf' as const, ids: [desk], token: String(found?.message['Token']) }
}
const says = (text: string) => line.act('/people/walk/kf/say', { openKfId: desk, text })
const kept = async () => {
  const rows = await database.connection.collection('inbox').find().sort({ order: 1 }).toArray()
  return rows.map(({ body }) => JSON.parse(body).text?.content ?? JSON.parse(body).event?.event_type)
}
const wanted = async () => (await cursors.waiting(new Date(machineNow.getTime() + 1), 10)).map((one) => one.desk)

describe('the news of a 微信客服 account', () => {
  it('are fetched page by page, laid into the inbox under the person, and not asked for again', async () => {
    await line.act('/people/walk/kf/enter', { openKfId: desk, scene: 'shop', sceneParam: '' })
    for (const text of ['1', '2', '3', '4']) await says(text)
    await messagesWith().fetchNews('ac_1', [newsOf()], goingOn)
    expect(await kept()).toEqual(['enter_session', '1', '2', '3', '4'])
    expect(asked.map(({ token }) => token)).toEqual([newsOf().token, newsOf().token, newsOf().token])
    expect(await wanted()).toEqual([])
    const [entered, said] = await inbox.claim({ limit: 2, now: machineNow, leaseMs: 1000, worker: 'w' })
    expect(entered).toMatchObject({ account: 'ac_1', platform: 'wecom', type: 'kf.event.enter_session' })
    expect(said).toMatchObject({ type: 'kf.text', person: entered?.person })
    await says('5')
    asked = []
    await messagesWith().fetchNews('ac_1', [newsOf()], goingOn)
    expect(await kept()).toEqual(['enter_session', '1', '2', '3', '4', '5'])
    expect(asked).toHaveLength(1)
  })

  it.each([1, 2, 3])('lose nothing and double nothing when calls from the %i. on do not come through', async (call) => {
    for (const text of ['1', '2', '3', '4', '5']) await says(text)
    failAt = call
    await expect(messagesWith().fetchNews('ac_1', [newsOf()], goingOn)).rejects.toThrow()
    expect(await wanted()).toEqual([desk])
    failAt = Number.POSITIVE_INFINITY
    await messagesWith().fetchNews('ac_1', [newsOf()], goingOn)
    expect(await kept()).toEqual(['1', '2', '3', '4', '5'])
    expect(await wanted()).toEqual([])
  })

  it('come once when the process died after storing a page and before moving on', async () => {
    for (const text of ['1', '2', '3']) await says(text)
    const dies = { ...cursors, advance: () => Promise.reject(new Error('died')) }
    await expect(messagesWith({ cursors: dies }).fetchNews('ac_1', [newsOf()], goingOn)).rejects.toThrow('died')
    expect(await kept()).toEqual(['1', '2'])
    await messagesWith().fetchNews('ac_1', [newsOf()], goingOn)
    expect(await kept()).toEqual(['1', '2', '3'])
  })

  it('come once when two workers fetch at the same time', async () => {
    for (const text of ['1', '2', '3', '4', '5']) await says(text)
    await Promise.all([1, 2].map(() => messagesWith().fetchNews('ac_1', [newsOf()], goingOn)))
    expect((await kept()).sort()).toEqual(['1', '2', '3', '4', '5'])
  })

  it('are fetched without the token when it has grown old', async () => {
    await says('1')
    line.clock.jump(11 * 60_000)
    await messagesWith().fetchNews('ac_1', [newsOf()], goingOn)
    expect(await kept()).toEqual(['1'])
    expect(asked.map((input) => 'token' in input)).toEqual([true, false])
  })

  it('that nobody fetched to the end are taken up by the sweep after a while', async () => {
    await says('1')
    failAt = 1
    await expect(messagesWith().fetchNews('ac_1', [newsOf()], goingOn)).rejects.toThrow()
    failAt = Number.POSITIVE_INFINITY
    await messagesWith().sweep(goingOn)
    expect(await kept()).toEqual([])
    machineNow = new Date(machineNow.getTime() + 5 * 60_000)
    await messagesWith().sweep(goingOn)
    expect(await kept()).toEqual(['1'])
    expect(await wanted()).toEqual([])
  })

  it('of a paused account are left wanted, and fetched when it goes on', async () => {
    await says('1')
    const halted = { byId: () => Promise.reject(new AccountHalted('企业微信', 'paused')) }
    await messagesWith({ platforms: halted }).fetchNews('ac_1', [newsOf()], goingOn)
    machineNow = new Date(machineNow.getTime() + 6 * 60_000)
    await messagesWith({ platforms: halted }).sweep(goingOn)
    expect(await wanted()).toEqual([desk])
    await messagesWith().sweep(goingOn)
    expect(await kept()).toEqual(['1'])
  })

  it('are left wanted when the process is told to stop between two pages', async () => {
    for (const text of ['1', '2', '3']) await says(text)
    const stopping = new AbortController()
    const accept: InboxStore['accept'] = async (rows) => {
      stopping.abort()
      return inbox.accept(rows)
    }
    await expect(messagesWith({ accept }).fetchNews('ac_1', [newsOf()], stopping.signal)).rejects.toThrow()
    expect(await kept()).toEqual(['1', '2'])
    expect(await wanted()).toEqual([desk])
  })
})
