import pino from 'pino'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { identityKey } from '../../shared/contact.ts'
import type { DomainEvent } from '../../shared/events.ts'
import { EventId } from '../../shared/ids.ts'
import type { Incoming } from '../../shared/incoming.ts'
import { freshDatabase } from '../../test/support/database.ts'
import { until } from '../../test/support/until.ts'
import { createInboxStore, type InboxStore, type NewInboxRow } from '../store/inbox.ts'
import { createAcceptEvents } from './accept-events.ts'
import { createEnrich, type LookUp } from './enrich.ts'
import { createPump, type PumpNeeds } from './pump.ts'

let database: Awaited<ReturnType<typeof freshDatabase>>
let inbox: InboxStore
let linked: Incoming[]
let reacted: DomainEvent[]
let machineNow: Date
let failOn: (incoming: Incoming) => boolean
let lookUp: LookUp
let changed: unknown[]
let reports: unknown[]
const log = pino({ level: 'silent' })
const now = new Date('2026-03-01T08:00:00Z')
const nothing: LookUp = {
  followers: async () => new Map(),
  customers: async () => new Map(),
  visitors: async () => new Map(),
  effectsOf: async () => new Map(),
}

beforeAll(async () => {
  database = await freshDatabase()
})
afterAll(() => database.close())
beforeEach(async () => {
  await database.connection.collection('inbox').deleteMany({})
  inbox = createInboxStore(database.connection)
  linked = []
  reacted = []
  changed = []
  reports = []
  machineNow = now
  failOn = () => false
  lookUp = nothing
})

const pumpWith = (more: Partial<PumpNeeds> = {}) =>
  createPump({
    inbox,
    appIdOf: async () => 'wx1',
    enrich: createEnrich({ lookUp, log }),
    linkIncoming: async (incoming) => {
      if (incoming.some(failOn)) throw new Error('link is broken')
      linked.push(...incoming)
      return incoming.map((one) => ({ incoming: one, contact: {} as never, repeated: false }))
    },
    reactToEvents: async (items) => void reacted.push(...items.map(({ event }) => event)),
    hands: { staff: async (_account, changes) => void changed.push(changes.map(({ ids }) => ids)) },
    reported: async (account, report) => void reports.push([account, report]),
    clock: { now: () => now },
    machine: { now: () => machineNow },
    log,
    worker: 'w',
    ...more,
  })

const callback = (id: string, fields: Record<string, string>, more: Partial<NewInboxRow> = {}): NewInboxRow => ({
  account: 'ac_1',
  platform: 'oa',
  type: 'message.text',
  dedupeKey: id,
  person: `wx1:${fields['FromUserName'] ?? 'o1'}`,
  body: `<xml>${Object.entries({ FromUserName: 'o1', CreateTime: '1772352000', MsgType: 'text', ...fields })
    .map(([name, value]) => `<${name}><![CDATA[${value}]]></${name}>`)
    .join('')}</xml>`,
  receivedAt: now,
  ...more,
})
const said = () => linked.map(({ event }) => (event.name === 'message.received' ? event.text : event.name))
const statuses = async () => inbox.countByStatus()

describe('the pump', () => {
  it('takes what lies in the inbox to identity and journeys, in order of arrival', async () => {
    await inbox.accept(Array.from({ length: 450 }, (_, index) => callback(`m${index}`, { Content: String(index) })))
    await pumpWith().drain()
    expect(said()).toEqual(Array.from({ length: 450 }, (_, index) => String(index)))
    expect(reacted).toHaveLength(450)
    expect(await statuses()).toEqual({ done: 450 })
  })

  const rowsOfPeople = (prefix: string, count: number) =>
    Array.from({ length: count }, (_, index) =>
      callback(`${prefix}${index}`, { FromUserName: `o${index}`, Content: prefix }),
    )
  /** How many are linked at once, when each batch takes so long. */
  const partsWhenEachTakes = async (takesMs: (part: number) => number) => {
    let ms = 0
    const sizes: number[] = []
    const linkIncoming: PumpNeeds['linkIncoming'] = async (incoming) => {
      sizes.push(incoming.length)
      ms += takesMs(sizes.length)
      return incoming.map((one) => ({ incoming: one, contact: {} as never, repeated: false }))
    }
    await pumpWith({ linkIncoming, stopwatch: () => ms }).drain()
    return sizes
  }

  it('takes more at once while that is quick, and fewer when a batch took long', async () => {
    await inbox.accept(rowsOfPeople('m', 800))
    const slow = new Set([4, 5])
    const sizes = await partsWhenEachTakes((part) => (slow.has(part) ? 1001 : 499))
    expect(sizes).toEqual([50, 100, 200, 200, 100, 50, 100])
  })

  it('keeps to a size whose batches take neither short nor long', async () => {
    await inbox.accept(rowsOfPeople('m', 150))
    expect(await partsWhenEachTakes(() => 500)).toEqual([50, 50, 50])
  })

  it('takes small batches while something urgent comes, and large ones again', async () => {
    await inbox.accept(rowsOfPeople('m', 150))
    const quick = () => 1
    expect(await partsWhenEachTakes(quick)).toEqual([50, 100])
    await inbox.accept([
      callback('first', { FromUserName: 'somebody', Content: '1' }, { urgent: true }),
      ...rowsOfPeople('n', 450),
    ])
    expect(await partsWhenEachTakes(quick)).toEqual([1, 49, 50, 100, 200, 51])
  })

  it('is done with whom something urgent is about, from their first row on, before it begins the others', async () => {
    await inbox.accept([
      callback('m1', { FromUserName: 'o1', Content: 'others' }),
      callback('m2', { FromUserName: 'o2', Content: 'before' }),
      callback('m3', { FromUserName: 'o2', Content: 'urgent' }, { urgent: true }),
    ])
    const seen: string[][] = []
    const reactToEvents: PumpNeeds['reactToEvents'] = async (items) => {
      seen.push(items.map(({ event }) => (event.name === 'message.received' ? (event.text ?? '') : event.name)))
    }
    await pumpWith({ reactToEvents }).drain()
    expect(seen).toEqual([['before', 'urgent'], ['others']])
  })

  it('tells the journeys which events were recorded before, and where each stands in the order of arrival', async () => {
    await inbox.accept([callback('m1', { Content: '1' }), callback('m2', { Content: '2' })])
    const handed: { order: number; repeated: boolean }[] = []
    let dies = true
    const pump = pumpWith({
      linkIncoming: async (incoming) =>
        incoming.map((one) => ({ incoming: one, contact: {} as never, repeated: !dies })),
      async reactToEvents(items) {
        handed.push(...items.map(({ order, repeated }) => ({ order, repeated })))
        if (dies) throw new Error('died')
      },
    })
    await pump.drain()
    dies = false
    machineNow = new Date(now.getTime() + 60_000)
    await pump.drain()
    const orders = [now.getTime() * 1000, now.getTime() * 1000 + 1]
    expect(handed.slice(0, 2)).toEqual(orders.map((order) => ({ order, repeated: false })))
    expect(handed.slice(-2)).toEqual(orders.map((order) => ({ order, repeated: true })))
  })

  it('says later what it could not say when the database went away, and does nothing twice', async () => {
    await inbox.accept([callback('m1', { Content: '1' })])
    let away = true
    const settle: InboxStore['settle'] = async (results, at) => {
      if (away && results.length > 0) throw new Error('the database is away')
      await inbox.settle(results, at)
    }
    const pump = pumpWith({ inbox: { ...inbox, settle } })
    await pump.drain()
    expect(await statuses()).toEqual({ new: 1 })
    away = false
    await pump.drain()
    expect(await statuses()).toEqual({ done: 1 })
    expect(reacted).toHaveLength(1)
    expect(await pump.stop()).toBe(true)
  })

  it('goes on though what became of one row can not be written', async () => {
    await inbox.accept([callback('m1', { Content: '1' })])
    const stuck = new Set<string>()
    const settle: InboxStore['settle'] = async (results, at) => {
      if (stuck.size === 0) for (const { id } of results) stuck.add(id)
      if (results.some(({ id }) => stuck.has(id))) throw new Error('this row can not be written')
      await inbox.settle(results, at)
    }
    const pump = pumpWith({ inbox: { ...inbox, settle } })
    await pump.drain()
    await inbox.accept([callback('m2', { Content: '2' })])
    await pump.drain()
    expect(await statuses()).toEqual({ new: 1, done: 1 })
    expect(await pump.stop()).toBe(false)
  })

  it('tells an event that a page or an import recorded first as new, as long as it was not worked on', async () => {
    await inbox.accept([callback('m1', { Content: '1' }), callback('m2', { Content: '2' })])
    const handed: boolean[] = []
    await pumpWith({
      linkIncoming: async (incoming) =>
        incoming.map((one) => ({ incoming: one, contact: {} as never, repeated: true })),
      async reactToEvents(items) {
        handed.push(...items.map(({ repeated }) => repeated))
        if (handed.length === 2) throw new Error('died in the middle')
      },
    }).drain()
    expect(handed).toEqual([false, false, true, true])
  })

  it('keeps an event nobody knows as unknown, and works it off after a replay by a newer version', async () => {
    await inbox.accept([callback('x', {}, { type: 'event.brand_new' }), callback('y', { Content: 'hi' })])
    await pumpWith().drain()
    expect(await statuses()).toEqual({ unknown: 1, done: 1 })
    const { items } = await inbox.list({ status: 'unknown' })
    expect(items).toMatchObject([{ type: 'event.brand_new' }])
  })

  it('fails a row that cannot be read, at once and with its problem, and nobody else', async () => {
    await inbox.accept([
      callback('bad', { FromUserName: '', Content: 'x' }),
      callback('broken', {}, { body: '<xml><a>' }),
      callback('good', { Content: 'hi' }),
    ])
    await pumpWith().drain()
    expect(said()).toEqual(['hi'])
    const { items } = await inbox.list({ status: 'failed' })
    expect(items.map(({ problem }) => problem).sort()).toEqual(['字段不符合预期：FromUserName', '无法解析：malformed'])
  })

  it('tries a failing row again later, at most five times, while the rest of its batch goes through', async () => {
    failOn = ({ event }) => event.name === 'message.received' && event.text === 'poison'
    await inbox.accept(['a', 'poison', 'b'].map((text) => callback(text, { Content: text })))
    const pump = pumpWith()
    for (let attempt = 1; attempt <= 5; attempt += 1) {
      await pump.drain()
      expect(said()).toEqual(['a', 'b'])
      expect(await statuses()).toEqual(attempt < 5 ? { done: 2, new: 1 } : { done: 2, failed: 1 })
      machineNow = new Date(machineNow.getTime() + 200_000)
    }
    expect(await inbox.list({ status: 'failed' })).toMatchObject({ items: [{ problem: 'link is broken' }] })
    failOn = () => false
    await inbox.reopen((await inbox.list({ status: 'failed' })).items[0]!.id)
    await pump.drain()
    expect(said()).toEqual(['a', 'b', 'poison'])
  })

  it('takes changes of the organisation to the staff, and a tapped card the way of all events', async () => {
    const click = { FromUserName: 'zhangsan', EventKey: 'claim', TaskId: 'al_1', ResponseCode: 'r' }
    await inbox.accept([
      callback('c', click, { platform: 'wecom', type: 'event.template_card_event' }),
      callback('s', { UserID: 'lisi' }, { platform: 'wecom', type: 'event.change_contact.delete_user' }),
    ])
    await pumpWith().drain()
    expect(changed).toEqual([[['lisi']]])
    expect(linked).toMatchObject([{ event: { name: 'card.clicked', staff: 'zhangsan', alert: 'al_1' }, claims: [] }])
    expect(reacted).toMatchObject([{ name: 'card.clicked' }])
  })

  const member = (id: string) =>
    callback(`s-${id}`, { UserID: id }, { platform: 'wecom', type: 'event.change_contact.delete_user' })

  it('takes the end of a job to the account it belongs to, and to nobody', async () => {
    const finish = { MsgID: '9', Status: 'send fail' }
    await inbox.accept([callback('f', finish, { type: 'event.MASSSENDJOBFINISH' })])
    await pumpWith().drain()
    expect(reports).toMatchObject([['ac_1', { job: 'mass', id: '9', succeeded: false }]])
    expect(linked).toEqual([])
    expect(await statuses()).toEqual({ done: 1 })
  })

  it('keeps a change as unknown while nobody reads that part, and reads it after a replay', async () => {
    await inbox.accept([member('lisi')])
    await pumpWith({ hands: {} }).drain()
    expect(await statuses()).toEqual({ unknown: 1 })
    await inbox.reopen((await inbox.list({ status: 'unknown' })).items[0]!.id)
    await pumpWith().drain()
    expect(changed).toEqual([[['lisi']]])
    expect(await statuses()).toEqual({ done: 1 })
  })

  it('reads a changed part beside the batches: what comes meanwhile goes through, and is read together afterwards', async () => {
    const reading: (() => void)[] = []
    const staff = async (_account: string, changes: readonly { ids: readonly string[] }[]) => {
      changed.push(changes.flatMap(({ ids }) => ids))
      if (changed.length === 1) await new Promise<void>((resolve) => reading.push(resolve))
    }
    await inbox.accept([member('a')])
    const pump = pumpWith({ hands: { staff } })
    pump.nudge()
    await until('the first reading has begun', async () => reading.length === 1)
    await inbox.accept([member('b'), callback('m', { Content: 'hi' }), member('c')])
    pump.nudge()
    await until('the message went through', async () => said().includes('hi'))
    expect(changed).toEqual([['a']])
    await until('the message is settled', async () => (await statuses())['done'] === 1)
    expect(await statuses()).toEqual({ new: 3, done: 1 })
    await pumpWith({ worker: 'other', hands: { staff } }).drain()
    expect(changed).toEqual([['a']])
    reading[0]?.()
    await pump.drain()
    expect(changed).toEqual([['a'], ['b', 'c']])
    expect(await statuses()).toEqual({ done: 4 })
  })

  it('reads again later what could not be read, and gives up with its problem', async () => {
    await inbox.accept([member('a')])
    const pump = pumpWith({ hands: { staff: () => Promise.reject(new Error('WeCom is away')) } })
    for (let attempt = 1; attempt <= 5; attempt += 1) {
      expect(await statuses()).toEqual({ new: 1 })
      await pump.drain()
      machineNow = new Date(machineNow.getTime() + 200_000)
    }
    expect(await inbox.list({ status: 'failed' })).toMatchObject({ items: [{ problem: 'WeCom is away' }] })
  })

  it('ends the reading under way when it is stopped, and gives back what waits for the next', async () => {
    const reading: (() => void)[] = []
    await inbox.accept([member('a')])
    const pump = pumpWith({ hands: { staff: () => new Promise<void>((resolve) => reading.push(resolve)) } })
    pump.nudge()
    await until('the first reading has begun', async () => reading.length === 1)
    await inbox.accept([member('b'), callback('m', { Content: 'hi' })])
    pump.nudge()
    await until('the message went through', async () => said().includes('hi'))
    const stopping = pump.stop()
    reading[0]?.()
    expect(await stopping).toBe(true)
    expect(reading).toHaveLength(1)
    expect(await database.connection.collection('inbox').findOne({ status: 'new' })).toMatchObject({
      attempts: 0,
      claim: null,
    })
  })

  it('takes events of our own through the same door, once', async () => {
    const accept = createAcceptEvents({ inbox, clock: { now: () => now }, nudge: () => undefined })
    const event = (id: string): Incoming => ({
      event: {
        id: EventId.parse(id),
        at: now,
        account: null,
        name: 'form.submitted',
        form: 'f',
        fields: { 姓名: '王' },
      },
      claims: [{ key: identityKey('mini', 'wx2', 'o2'), strength: 'platform', source: 'mini.login' }],
      facts: { source: { kind: 'mini', detail: null, at: now } },
    })
    expect(await accept([event('e1'), event('e2'), event('e1')])).toEqual({ accepted: 2, repeated: 1 })
    expect(await accept([event('e1')])).toEqual({ accepted: 0, repeated: 1 })
    await pumpWith().drain()
    expect(linked).toEqual([event('e1'), event('e2')])
  })

  it('works on the shards it is given', async () => {
    await inbox.accept(
      Array.from({ length: 40 }, (_, index) => callback(`m${index}`, { FromUserName: `o${index}`, Content: 'x' })),
    )
    await pumpWith({ shards: () => [] }).drain()
    expect(linked).toEqual([])
    await pumpWith({ shards: () => [0, 1, 2, 3, 4, 5, 6, 7] }).drain()
    const some = linked.length
    expect(some).toBeGreaterThan(5)
    expect(some).toBeLessThan(40)
  })

  it('keeps its lease on a batch that takes longer, so that no other works on it', async () => {
    await inbox.accept([callback('slow', { Content: 'slow' })])
    const held: (() => void)[] = []
    const slow = pumpWith({
      leaseMs: 60,
      linkIncoming: async (incoming) => {
        await new Promise<void>((resolve) => held.push(resolve))
        linked.push(...incoming)
        return []
      },
    })
    slow.nudge()
    const leased = async () => (await database.connection.collection('inbox').findOne({}))?.['claimedUntil']
    await until('the batch is claimed', async () => (await leased()).getTime() > now.getTime())
    machineNow = new Date(now.getTime() + 50)
    await until('the lease was renewed', async () => (await leased()).getTime() === machineNow.getTime() + 60)
    machineNow = new Date(now.getTime() + 100)
    await pumpWith({ worker: 'other' }).drain()
    expect(linked).toEqual([])
    held[0]?.()
    await slow.stop()
    expect(said()).toEqual(['slow'])
    expect(await statuses()).toEqual({ done: 1 })
  })

  it('renews the lease of a slow batch before it runs out', async () => {
    await inbox.accept([callback('slow', { Content: 'slow' })])
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    try {
      let renewed = 0
      const pump = pumpWith({
        leaseMs: 60_000,
        inbox: {
          ...inbox,
          async renew() {
            renewed += 1
          },
        },
        async linkIncoming() {
          vi.advanceTimersByTime(59_999)
          return []
        },
      })
      await pump.drain()
      expect(renewed).toBeGreaterThan(1)
    } finally {
      vi.useRealTimers()
    }
  })

  it('finishes the piece under way when it is stopped, gives back the rest unharmed, and takes no other', async () => {
    failOn = ({ event }) => event.name === 'message.received' && event.text === 'poison'
    await inbox.accept(['poison', 'b', 'c'].map((text) => callback(text, { Content: text })))
    let alone = 0
    const pump = pumpWith({
      linkIncoming: async (incoming) => {
        // The batch fails as a whole; the stop comes while the second row is tried alone.
        if (incoming.length === 1 && ++alone === 2) void pump.stop()
        if (incoming.some(failOn)) throw new Error('link is broken')
        linked.push(...incoming)
        return []
      },
    })
    await pump.drain()
    expect(said()).toEqual(['b'])
    expect(await statuses()).toEqual({ done: 1, new: 2 })
    const rows = await database.connection.collection('inbox').find({ status: 'new' }).sort({ order: 1 }).toArray()
    expect(rows).toMatchObject([
      { attempts: 1, problem: 'link is broken' },
      { attempts: 0, problem: null, claim: null },
    ])
    await pump.drain()
    expect(said()).toEqual(['b'])
    failOn = () => false
    await pumpWith().drain()
    expect(said()).toEqual(['b', 'c'])
  })
})

describe('what the platforms are asked', () => {
  const follow = (openId: string, scene = '') =>
    callback(
      `f-${openId}`,
      { FromUserName: openId, MsgType: 'event', Event: 'subscribe', EventKey: scene },
      { type: 'event.subscribe' },
    )
  const union = identityKey('unionid', 'u1')
  const knows = {
    claims: [{ key: union, strength: 'platform' as const, source: 'oa.user-info' }],
    facts: {
      following: { appId: 'wx1', openId: 'o1', following: true },
      source: { kind: 'oa-card', detail: null, at: now },
    },
  }

  it('joins the claims: a follower is known by openid and unionid before identity decides', async () => {
    const asked: string[][] = []
    lookUp = {
      ...nothing,
      async followers(_account, ids) {
        asked.push([...ids])
        return new Map([['o1', knows]])
      },
    }
    await inbox.accept([follow('o1'), follow('o2', 'qrscene_store_42')])
    await pumpWith().drain()
    expect(asked).toEqual([['o1', 'o2']])
    expect(linked.map(({ claims }) => claims.map(({ key }) => key))).toEqual([['oa:wx1:o1', union], ['oa:wx1:o2']])
    expect(linked[0]?.facts).toMatchObject({ source: { kind: 'oa-card' }, following: { windowLeft: 3 } })
    expect(linked[1]?.facts).toMatchObject({ source: { kind: 'oa-scan', detail: 'store_42' } })
  })

  it('costs no event when the platform does not answer', async () => {
    lookUp = { ...nothing, followers: () => Promise.reject(new Error('away')) }
    await inbox.accept([follow('o1')])
    await pumpWith().drain()
    expect(linked.map(({ event }) => event.name)).toEqual(['contact.followed'])
  })

  it('finds the sends that receipts are about, with one question', async () => {
    const asked: unknown[] = []
    lookUp = {
      ...nothing,
      async effectsOf(channel, receipts) {
        asked.push([channel, receipts])
        return new Map([['9', 'en_1:2:0']])
      },
    }
    const finish = { MsgType: 'event', Event: 'TEMPLATESENDJOBFINISH', Status: 'success' }
    const type = { type: 'event.TEMPLATESENDJOBFINISH' }
    await inbox.accept([
      callback('r9', { ...finish, MsgID: '9' }, type),
      callback('r8', { ...finish, MsgID: '8' }, type),
    ])
    await pumpWith().drain()
    expect(reacted).toMatchObject([
      { name: 'message.delivered', effect: 'en_1:2:0' },
      { name: 'message.delivered', effect: null },
    ])
    expect(asked).toEqual([['oa-template', ['9', '8']]])
  })
})
