import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type JourneyLine, journeyLine } from '../../test/builders/journey-line.ts'
import { aContact } from '../../test/builders/person.ts'
import { freshDatabase } from '../../test/support/database.ts'
import type { Delivery } from '../channels/contract.ts'
import type { OutboxDraft, OutboxStore } from '../store/outbox.ts'
import type { RelayNeeds } from './needs.ts'
import { createRelay } from './relay.ts'

let database: Awaited<ReturnType<typeof freshDatabase>>
let line: JourneyLine
beforeAll(async () => {
  database = await freshDatabase()
  line = await journeyLine(database.connection)
})
beforeEach(async () => {
  await database.connection.collection('outbox').deleteMany({})
  line.sent.length = 0
  line.calls.length = 0
  line.platform.answer = () => ({ kind: 'sent', receipt: 'job-1' })
  line.platform.repeat = 'keyed'
  gathered()
})
afterAll(() => database.close())

let made = 0
const people = (count: number) =>
  line.knows(...Array.from({ length: count }, () => aContact(`ct_mass${++made}`, line.clock.now()).following().build()))
type People = Awaited<ReturnType<typeof people>>
const put = async (contacts: People, more: Partial<OutboxDraft> = {}) => {
  const drafts = contacts.map((contact): OutboxDraft => {
    const fixed = { journey: null, enrollment: null, node: null, address: null, expires: null, marketing: false }
    const about = { contact: contact.id, channel: 'mass-text', content: { text: '春季新品' }, why: '测试' }
    return { key: `mass:${++made}:0`, ...fixed, ...about, notBefore: line.clock.now(), ...more }
  })
  await line.outbox.put(drafts, line.clock.now())
  return drafts.map(({ key }) => key)
}
const relayOf = (changed: Partial<RelayNeeds>) => createRelay({ ...line.relayNeeds, ...changed })
const fates = async (keys: readonly string[]) => {
  const rows = await Promise.all(keys.map((key) => line.outbox.get(key)))
  return rows.map((row) => row?.fate)
}
const all = (fate: string, count: number) => Array.from({ length: count }, () => fate)
/** To the beginning of the next window. */
const gathered = () =>
  line.clock.set(new Date(Math.floor(line.clock.now().getTime() / 60_000 + 1) * 60_000).toISOString())
/** A process that dies at one step: what it had claimed stays as it was. */
const killedAt = async (changed: Partial<OutboxStore>, massJobs: Partial<RelayNeeds['massJobs']> = {}) => {
  const relay = relayOf({
    outbox: { ...line.outbox, ...changed, giveBack: async () => undefined },
    massJobs: { ...line.relayNeeds.massJobs, ...massJobs },
  })
  await relay.sweep()
}
const killed = () => Promise.reject(new Error('killed'))
const leaseRunsOut = async () => {
  line.clock.forward({ minutes: 1 })
  await line.relay.sweepAbandoned()
}

describe('many in one call', () => {
  it('that are decided within one window leave at its end, in one call', async () => {
    const keys = await put(await people(3))
    await line.relay.sweep()
    line.clock.forward({ seconds: 30 })
    keys.push(...(await put(await people(2))))
    await line.relay.sweep()
    line.clock.forward({ seconds: 29 })
    await line.relay.sweep()
    expect(line.calls).toEqual([])
    expect(await fates(keys)).toEqual(all('waiting', 5))
    line.clock.forward({ seconds: 1 })
    await line.relay.sweep()
    expect(line.calls.map(({ to }) => to.length)).toEqual([5])
    expect(await fates(keys)).toEqual(all('sent', 5))
  })

  it('take along who came in the next window, and the last one waits for the end of that', async () => {
    await put(await people(2))
    gathered()
    await put(await people(2))
    await line.relay.sweep()
    expect(line.calls.map(({ to }) => to.length)).toEqual([4])
    await put(await people(2))
    await line.relay.sweep()
    expect(line.calls).toHaveLength(1)
  })

  it('are waited for ten windows where the platform takes no call for one', async () => {
    const [early] = await put(await people(1), { channel: 'mass-of-two' })
    for (let minute = 0; minute < 9; minute += 1) {
      await line.relay.sweep()
      gathered()
    }
    expect(line.sent).toEqual([])
    await put(await people(1), { channel: 'mass-of-two' })
    await line.relay.sweep()
    gathered()
    await line.relay.sweep()
    expect(line.calls.map(({ to }) => to.length)).toEqual([2])
    expect(await fates([early!])).toEqual(['sent'])
    await put(await people(1), { channel: 'mass-of-two' })
    for (let minute = 0; minute <= 10; minute += 1) {
      await line.relay.sweep()
      gathered()
    }
    expect([line.calls.length, line.sent.length]).toEqual([1, 3])
  })

  it('wait without a line in the timeline, as it was not held back', async () => {
    const contacts = await people(2)
    await put(contacts)
    await line.relay.sweep()
    gathered()
    await line.relay.sweep()
    expect(await line.timeline(contacts[0]!)).toEqual(['message.sent'])
  })

  it('do not wait for others past their own expiry', async () => {
    const keys = await put(await people(2), { expires: new Date(line.clock.now().getTime() + 30_000) })
    await line.relay.sweep()
    expect(await fates(keys)).toEqual(['sent', 'sent'])
  })

  it('share a call only with the same content, and are never more than the platform takes', async () => {
    await put(await people(4), { channel: 'mass-of-three' })
    await put(await people(2), { channel: 'mass-of-three', content: { text: '夏季新品' } })
    gathered()
    await line.relay.sweep()
    const sizes = line.calls.map(({ to }) => to.length).sort()
    // The fourth goes by itself, through the call for one.
    expect(sizes).toEqual([2, 3])
    expect(line.sent).toHaveLength(6)
    expect(new Set(line.calls.map(({ key }) => key)).size).toBe(2)
    for (const { key } of line.calls) expect(Buffer.byteLength(key)).toBeLessThanOrEqual(64)
  })

  it('never name one person twice, and keep the order of each person', async () => {
    const [anna, bert] = await people(2)
    await put([anna!, bert!], { content: { text: '一' } })
    await put([anna!, bert!], { content: { text: '一' } })
    gathered()
    await line.relay.sweep()
    expect(line.calls.map(({ to }) => [...to].sort())).toEqual([
      [anna!.id, bert!.id],
      [anna!.id, bert!.id],
    ])
  })

  it('are one call for each of two contents, in whichever order each person was to have them', async () => {
    const [anna, bert] = await people(2)
    const [first, second] = [{ content: { text: '一' } }, { content: { text: '二' } }]
    await put([anna!], first)
    await put([anna!, bert!], second)
    await put([bert!], first)
    gathered()
    await line.relay.sweep()
    expect(line.calls.map(({ to }) => [...to].sort())).toEqual([
      [anna!.id, bert!.id],
      [anna!.id, bert!.id],
    ])
  })

  it('are gathered beyond one claim', async () => {
    const keys = await put(await people(1200))
    gathered()
    await line.relay.sweep()
    expect(line.calls.map(({ to }) => to.length)).toEqual([1200])
    expect(new Set(await fates(keys))).toEqual(new Set(['sent']))
  })

  it('each get the fate the platform gave for them', async () => {
    const channelOf: RelayNeeds['channelOf'] = (name) => {
      const channel = line.channels.channelOf(name)
      if (!channel?.together) return channel
      const fatesOf = [
        { kind: 'sent', receipt: 'job-2' },
        { kind: 'skipped', why: 'not-reachable' },
      ] as const
      return { ...channel, together: { ...channel.together, deliver: async () => fatesOf } }
    }
    const keys = await put(await people(3))
    gathered()
    await relayOf({ channelOf }).sweep()
    // The platform forgot to speak about the third.
    expect((await fates(keys)).sort()).toEqual(['sent', 'skipped', 'unknown'])
  })
})

describe('a process killed in between', () => {
  const size = 4
  const ready = async () => {
    const keys = await put(await people(size))
    gathered()
    return keys
  }

  it('before the call: all leave in one call of another', async () => {
    const keys = await ready()
    await killedAt({ markTogether: killed })
    expect(line.calls).toEqual([])
    await leaseRunsOut()
    await line.relay.sweep()
    expect(line.calls).toHaveLength(1)
    expect(await fates(keys)).toEqual(all('sent', size))
  })

  it('after the call: the call is repeated for the same people under the same key', async () => {
    const keys = await ready()
    await killedAt({ settle: killed }, { record: killed })
    await put(await people(2))
    await leaseRunsOut()
    gathered()
    await line.relay.sweep()
    const [first, second] = line.calls
    expect({ key: second?.key, to: second?.to.toSorted() }).toEqual({ key: first?.key, to: first?.to.toSorted() })
    expect(await fates(keys)).toEqual(all('sent', size))
  })

  it('after the platform accepted: nothing is called again, whether the platform knows the key or not', async () => {
    for (const repeat of ['keyed', 'unsafe'] as const) {
      line.platform.repeat = repeat
      line.platform.answer = () => ({ kind: 'handed', receipt: `job-${repeat}` })
      const keys = await ready()
      await killedAt({ settle: killed })
      line.calls.length = 0
      await leaseRunsOut()
      await line.relay.sweep()
      expect(line.calls).toEqual([])
      expect(await fates(keys)).toEqual(all('handed', size))
      expect((await line.outbox.get(keys[0]!))?.receipt).toBe(`job-${repeat}`)
    }
  })

  it('after a call whose key the platform does not keep: every one is unknown', async () => {
    line.platform.repeat = 'unsafe'
    const keys = await ready()
    await killedAt({ settle: killed }, { record: killed })
    await leaseRunsOut()
    await line.relay.sweep()
    expect(line.calls).toHaveLength(1)
    expect(await fates(keys)).toEqual(all('unknown', size))
  })

  it('with some of the rows in other hands: nobody is called until all are there, and then nobody is left out', async () => {
    const keys = await ready()
    await killedAt({ settle: killed }, { record: killed })
    const row = { _id: keys[0] as never }
    await database.connection.collection('outbox').updateOne(row, { $set: { due: new Date('2030-01-01') } })
    await leaseRunsOut()
    await line.relay.sweep()
    expect(line.calls).toHaveLength(1)
    expect(await fates(keys.slice(1))).toEqual(all('waiting', size - 1))
    await database.connection.collection('outbox').updateOne(row, { $set: { due: line.clock.now() } })
    await leaseRunsOut()
    await line.relay.sweep()
    expect(line.calls).toHaveLength(2)
    expect(line.calls[1]?.key).toBe(line.calls[0]?.key)
    expect(await fates(keys)).toEqual(all('sent', size))
  })

  it('with some of the rows in other hands for longer than the key lives: they are unknown', async () => {
    const keys = await ready()
    await killedAt({ settle: killed }, { record: killed })
    const row = { _id: keys[0] as never }
    await database.connection.collection('outbox').updateOne(row, { $set: { due: new Date('2030-01-01') } })
    await leaseRunsOut()
    for (let minute = 0; minute < 10; minute += 1) {
      await line.relay.sweep()
      gathered()
    }
    await line.relay.sweep()
    expect(line.calls).toHaveLength(1)
    expect(await fates(keys.slice(1))).toEqual(all('unknown', size - 1))
  })

  it('loses one row to another worker before the call: nobody is called, and the rest waits again', async () => {
    const keys = await ready()
    const thief: OutboxStore['markTogether'] = async (rows, given) => {
      const row = { _id: keys[0] as never }
      await database.connection.collection('outbox').updateOne(row, { $set: { claim: 'cl_other' } })
      return line.outbox.markTogether(rows, given)
    }
    await relayOf({ outbox: { ...line.outbox, markTogether: thief } }).sweep()
    expect(line.calls).toEqual([])
    expect(await fates(keys)).toEqual(['sending', ...all('waiting', size - 1)])
  })
})

describe('what one person may have', () => {
  it('is counted over claims and workers; who had it all waits for the next month', async () => {
    const [anna, bert] = await people(2)
    const twice = { channel: 'mass-twice-a-month' }
    for (const round of [1, 2]) {
      await put([anna!], { ...twice, content: { text: `第 ${round} 条` } })
      gathered()
      await line.relay.sweep()
    }
    expect(line.sent).toHaveLength(2)
    const keys = await put([anna!, bert!], { ...twice, content: { text: '第三条' } })
    gathered()
    await line.relay.sweep()
    expect(await fates(keys)).toEqual(['waiting', 'sent'])
    expect((await line.outbox.get(keys[0]!))?.why).toBe('平台规定每人每月最多 2 条')
  })
})

it('a message that a member must confirm keeps to whom it is, also when it was found left behind', async () => {
  line.platform.answer = () => ({ kind: 'handed', receipt: 'msg-1' })
  const [anna, bert] = await people(2)
  const [first] = await put([anna!])
  gathered()
  await line.relay.sweep()
  expect((await line.outbox.get(first!))?.address).toEqual({ openId: anna!.id })
  const keys = await put([anna!, bert!])
  gathered()
  await killedAt({ settle: killed })
  await leaseRunsOut()
  await line.relay.sweep()
  expect((await line.outbox.get(keys[1]!))?.address).toEqual({ openId: bert!.id })
})

describe('what members do once for all their customers', () => {
  const moment = async (member: string, more: Partial<OutboxDraft> = {}) => {
    const contacts = await people(1)
    const address = { openId: contacts[0]!.id, member }
    const [key = ''] = await put(contacts, { channel: 'mass-by-members', address, ...more })
    return key
  }
  const fateOf = async (key: string) => (await line.outbox.get(key))?.fate
  const leave = async () => {
    gathered()
    await line.relay.sweep()
  }
  const nextDay = () => {
    line.clock.forward({ hours: 24 })
  }

  beforeEach(() => {
    nextDay()
    line.platform.answer = () => ({ kind: 'handed', receipt: `job-${++made}` })
  })

  it('they are asked for once a day, also by another journey and after a call for one', async () => {
    const first = await moment('li.lei')
    await leave()
    const again = [await moment('li.lei'), await moment('han.mei')]
    await leave()
    const third = await moment('han.mei')
    await leave()
    expect(await Promise.all([first, ...again, third].map(fateOf))).toEqual(['handed', 'skipped', 'handed', 'skipped'])
    expect((await line.outbox.get(again[0]!))?.why).toMatch(/今天已经请这位客户的员工发过同样的内容/)
    expect(line.sent.map(({ address }) => (address as { member: string }).member)).toEqual(['li.lei', 'han.mei'])
  })

  it('are asked for together, and whoever was among them is not asked again', async () => {
    const keys = [await moment('li.lei'), await moment('li.lei'), await moment('han.mei')]
    await leave()
    expect(line.calls.map(({ to }) => to.length)).toEqual([3])
    keys.push(await moment('han.mei'))
    await leave()
    expect(await Promise.all(keys.map(fateOf))).toEqual(['handed', 'handed', 'handed', 'skipped'])
  })

  it.each([
    ['something else', { content: { text: '秋季新品' } }, 'today'],
    ['the same on another day', {}, 'tomorrow'],
  ])('they are asked again for %s', async (_, more, day) => {
    await moment('li.lei')
    await leave()
    if (day === 'tomorrow') nextDay()
    const key = await moment('li.lei', more)
    await leave()
    expect(await fateOf(key)).toBe('handed')
  })

  it('they are asked again when the first call did not ask them', async () => {
    line.platform.answer = () => ({ kind: 'refused', why: '企业微信里没有标签' })
    const refused = await moment('li.lei')
    await leave()
    line.platform.answer = () => ({ kind: 'handed', receipt: 'job-after' })
    const key = await moment('li.lei')
    await leave()
    expect(await Promise.all([refused, key].map(fateOf))).toEqual(['refused', 'handed'])
  })

  /** Two workers that have both seen that nobody was asked: the first is held at the platform while the second goes. */
  it('are asked once by two workers in the same moment', async () => {
    const keys = [await moment('li.lei'), await moment('li.lei')]
    gathered()
    let arrived: () => void = () => undefined
    const asked = new Promise<void>((resolve) => {
      arrived = resolve
    })
    let answer: (fate: Delivery) => void = () => undefined
    line.platform.answer = () => {
      arrived()
      return new Promise((resolve) => {
        answer = resolve
      })
    }
    const [one] = keys
    const onlyFirst: Partial<OutboxStore> = {
      claim: async (given) => (await line.outbox.claim({ ...given, limit: 1 })) as never,
    }
    const first = relayOf({ outbox: { ...line.outbox, ...onlyFirst } }).sweep()
    await asked
    const second = relayOf({}).sweep()
    await second
    answer({ kind: 'handed', receipt: 'job-slow' })
    await first
    expect(await fateOf(one!)).toBe('handed')
    expect(line.sent).toHaveLength(1)
    line.clock.forward({ minutes: 2 })
    await line.relay.sweep()
    expect(await fateOf(keys[1]!)).toBe('skipped')
    expect(line.sent).toHaveLength(1)
  })

  it('whom a call without an answer named are looked for before they are asked again', async () => {
    line.platform.answer = () => ({ kind: 'unknown', why: '平台没有应答' })
    await moment('li.lei')
    await leave()
    const unheard = line.clock.now()
    line.platform.answer = () => ({ kind: 'handed', receipt: 'job-found' })
    await moment('li.lei')
    await leave()
    expect(line.sent.map(({ since }) => since ?? null)).toEqual([null, unheard])
  })

  it('whose worker died in the call are looked for as well, and nobody else is asked by the same call', async () => {
    line.platform.repeat = 'unsafe'
    const lost = await moment('li.lei')
    gathered()
    const dying = relayOf({
      outbox: { ...line.outbox, settle: killed, giveBack: async () => undefined },
      memberAsks: { ...line.relayNeeds.memberAsks, settle: killed },
    })
    await dying.sweep()
    line.clock.forward({ minutes: 4 })
    await line.relay.sweepAbandoned()
    expect(await fateOf(lost)).toBe('unknown')
    line.sent.length = 0
    await moment('li.lei')
    await moment('han.mei')
    await leave()
    const askedOf = line.sent.map(({ address, since }) => [(address as { member: string }).member, since !== undefined])
    expect(askedOf.sort()).toEqual([
      ['han.mei', false],
      ['li.lei', true],
    ])
  })
})
