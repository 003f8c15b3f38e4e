import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { ContactId } from '../../shared/ids.ts'
import { aJourney } from '../../test/builders/journey.ts'
import { happened, type JourneyLine, journeyLine } from '../../test/builders/journey-line.ts'
import { aContact } from '../../test/builders/person.ts'
import { freshDatabase } from '../../test/support/database.ts'
import { until } from '../../test/support/until.ts'
import { createOutboxStore, type OutboxDraft, type OutboxStore } from '../store/outbox.ts'
import type { RelayNeeds } from './needs.ts'
import { createRelay } from './relay.ts'

let database: Awaited<ReturnType<typeof freshDatabase>>
let line: JourneyLine
beforeAll(async () => {
  database = await freshDatabase()
  line = await journeyLine(database.connection)
})
beforeEach(() => {
  line.sent.length = 0
  line.platform.answer = () => ({ kind: 'sent', receipt: null })
  line.platform.repeat = 'unsafe'
})
afterAll(() => database.close())

let made = 0
const person = async (shape = (one: ReturnType<typeof aContact>) => one.following()) => {
  const [contact] = await line.knows(shape(aContact(`ct_relay${++made}`, line.clock.now())).build())
  return contact!
}
const draft = (contact: ContactId | null, more: Partial<OutboxDraft> = {}): OutboxDraft => ({
  key: `key:${++made}:0`,
  contact,
  journey: null,
  enrollment: null,
  node: null,
  channel: 'oa-template',
  address: null,
  content: { text: '你好 {{name|朋友}}' },
  notBefore: line.clock.now(),
  expires: null,
  marketing: false,
  why: '测试',
  ...more,
})
const put = async (...drafts: OutboxDraft[]) => {
  await line.outbox.put(drafts, line.clock.now())
  return drafts[0]!.key
}
const relayOf = (changed: Partial<RelayNeeds>) => createRelay({ ...line.relayNeeds, ...changed })
/** The store whose database goes away once: before it hears of the write, or after, so that the answer is lost. */
function breaksOnce(
  outbox: OutboxStore,
  step: 'claim' | 'markCalling' | 'settle',
  when: 'before' | 'after',
): OutboxStore {
  let broken = false
  const breaking =
    <A extends unknown[], R>(write: (...given: A) => Promise<R>) =>
    async (...given: A): Promise<R> => {
      const breaks = !broken
      broken = true
      if (breaks && when === 'before') throw new Error('the database is away')
      const answer = await write(...given)
      if (breaks) throw new Error('the database is away')
      return answer
    }
  switch (step) {
    case 'claim':
      return { ...outbox, claim: breaking(outbox.claim) }
    case 'markCalling':
      return { ...outbox, markCalling: breaking(outbox.markCalling) }
    case 'settle':
      return { ...outbox, settle: breaking(outbox.settle) }
  }
}
const addDay = (day: Date) => new Date(day.getTime() + 86_400_000)
const fate = async (key: string) => {
  const row = await line.outbox.get(key)
  return row && { fate: row.fate, why: row.why }
}

describe('a row that expires in seconds', () => {
  const claimed = async (limit: number) => {
    const now = line.clock.now()
    const lease = { now, machineNow: new Date(), leaseMs: 60_000, marks: () => false }
    const rows = await line.outbox.claim({ claim: `cl_${++made}`, limit, ...lease })
    await line.outbox.settle(
      rows.map(({ key, claim }) => ({ key, claim, why: '', fate: 'sent', receipt: null, responseCode: null })),
      { now, day: '2026-11-22' },
    )
    return rows.map(({ key }) => key)
  }
  const soon = () => new Date(line.clock.now().getTime() + 20_000)

  it('leaves before what waits, behind what waits of the same person, and lets the others go on', async () => {
    const [friend, ...others] = await Promise.all(Array.from({ length: 21 }, () => person()))
    const waiting = others.map(({ id }, index) => draft(id, { key: `queue:${String(index).padStart(2, '0')}` }))
    await put(...waiting)
    await put(draft(friend!.id, { key: 'elder', expires: null }))
    await put(draft(friend!.id, { key: 'welcome', expires: soon() }))
    await put(draft(others[0]!.id, { key: 'late', expires: new Date(line.clock.now().getTime() + 3_600_000) }))
    const first = await claimed(6)
    expect(first.slice(0, 2)).toEqual(['elder', 'welcome'])
    expect(first.filter((key) => key.startsWith('queue'))).toHaveLength(4)
    const rest = await claimed(100)
    expect(rest).toHaveLength(17)
    expect(rest).toContain('late')
  })
})

describe('what becomes of a row', () => {
  it.each([
    ['sent', { kind: 'sent', receipt: 'r1' }, 'sent', '测试', 'message.sent'],
    ['handed', { kind: 'handed', receipt: 'r2' }, 'handed', '测试', 'message.handed'],
    ['skipped', { kind: 'skipped', why: 'window-closed' }, 'skipped', '平台告知互动窗口已关闭', 'message.skipped'],
    ['refused', { kind: 'refused', why: '模板不存在' }, 'refused', '模板不存在', 'message.refused'],
    ['unknown', { kind: 'unknown', why: '没有回应' }, 'unknown', '没有回应', 'message.unknown'],
  ] as const)('%s', async (_name, answer, expected, why, told) => {
    const contact = await person()
    line.platform.answer = () => answer
    const key = await put(draft(contact.id))
    await line.relay.sweep()
    await line.relay.sweep()
    expect(await fate(key)).toEqual({ fate: expected, why })
    expect(line.sent).toHaveLength(1)
    expect(await line.timeline(contact)).toEqual([told])
  })

  it('waits for calls that are used up, and is woken when there are some again', async () => {
    const [spent, busy] = [await person(), await person()]
    const day = addDay(line.clock.now())
    line.platform.answer = (key) => ({ kind: 'later', at: day, why: key.startsWith('spent') ? 'quota' : 'busy' })
    await put(draft(spent.id, { key: 'spent:0' }))
    await put(draft(busy.id, { key: 'busy:0' }))
    await line.relay.sweep()
    await line.outbox.wakeSpent(['mini-subscribe'], line.clock.now())
    expect((await line.outbox.get('spent:0'))?.notBefore).toEqual(day)
    await line.outbox.wakeSpent(['oa-template'], line.clock.now())
    line.platform.answer = () => ({ kind: 'sent', receipt: null })
    await line.relay.sweep()
    expect([await fate('spent:0'), await fate('busy:0')]).toMatchObject([{ fate: 'sent' }, { fate: 'waiting' }])
  })

  it('is found by the receipt the platform gave, on its channel', async () => {
    line.platform.answer = () => ({ kind: 'sent', receipt: 'r7' })
    const key = await put(draft((await person()).id))
    await line.relay.sweep()
    expect(await line.outbox.effectsOf('oa-template', ['r7', 'r8'])).toEqual(new Map([['r7', key]]))
    expect(await line.outbox.effectsOf('mini-subscribe', ['r7'])).toEqual(new Map())
  })

  it('keeps its own receipt beside others that ended alike, and its words as they are', async () => {
    const contacts = await Promise.all([person(), person(), person()])
    line.platform.answer = (key) => ({ kind: 'sent', receipt: `r of ${key}` })
    const keys = await Promise.all(contacts.map(({ id }) => put(draft(id, { why: '$满 100 减 20' }))))
    await line.relay.sweep()
    for (const key of keys) {
      expect(await line.outbox.get(key)).toMatchObject({ fate: 'sent', receipt: `r of ${key}`, why: '$满 100 减 20' })
    }
  })

  it('later: waits until the platform said, and goes then', async () => {
    const contact = await person()
    const key = await put(draft(contact.id))
    line.platform.answer = () => ({ kind: 'later', at: new Date(line.clock.now().getTime() + 60_000), why: 'busy' })
    await line.relay.sweep()
    line.platform.answer = () => ({ kind: 'sent', receipt: null })
    await line.relay.sweep()
    expect(await fate(key)).toEqual({ fate: 'waiting', why: '平台繁忙，稍后再发' })
    line.clock.forward({ minutes: 1 })
    await line.relay.sweep()
    expect(await fate(key)).toEqual({ fate: 'sent', why: '测试' })
    const { items } = await line.events.page({ contact: contact.id, limit: 9 })
    expect(items).toMatchObject([
      { name: 'message.sent', why: '测试' },
      { name: 'message.held', why: '平台繁忙，稍后再发' },
    ])
  })

  it('later, fifty times: is given up, and the timeline says why once for each day it waits until', async () => {
    const contact = await person()
    const key = await put(draft(contact.id))
    line.platform.answer = () => ({ kind: 'later', at: new Date(line.clock.now().getTime() + 60_000), why: 'quota' })
    for (let attempt = 1; attempt <= 50; attempt += 1) {
      expect(await fate(key)).toMatchObject({ fate: 'waiting' })
      await line.relay.sweep()
      line.clock.forward({ hours: 1 })
    }
    expect(await fate(key)).toEqual({ fate: 'skipped', why: '额度已用完，已试 50 次，不再发送' })
    expect(await line.timeline(contact)).toEqual(['message.skipped', 'message.held', 'message.held', 'message.held'])
    line.clock.set('2026-11-22T02:01:00Z')
  })

  it('later than it is good for: is given up at once', async () => {
    const key = await put(draft((await person()).id, { expires: addDay(line.clock.now()) }))
    line.platform.answer = () => ({ kind: 'later', at: addDay(line.clock.now()), why: 'quota' })
    await line.relay.sweep()
    expect(await fate(key)).toEqual({ fate: 'skipped', why: '额度已用完，到时已过有效期，不再发送' })
  })

  it('later, and gone before the usual next try: is tried again in seconds, while it lasts', async () => {
    const lasts = new Date(line.clock.now().getTime() + 5000)
    const [welcome, late] = [
      await put(draft((await person()).id, { expires: lasts })),
      await put(draft((await person()).id, { expires: new Date(line.clock.now().getTime() + 1500) })),
    ]
    line.platform.answer = () => ({ kind: 'later', at: new Date(line.clock.now().getTime() + 60_000), why: 'busy' })
    await line.relay.sweep()
    expect(await fate(late)).toEqual({ fate: 'skipped', why: '平台繁忙，到时已过有效期，不再发送' })
    line.clock.forward({ seconds: 2 })
    line.platform.answer = () => ({ kind: 'sent', receipt: null })
    await line.relay.sweep()
    expect(await fate(welcome)).toMatchObject({ fate: 'sent' })
  })

  it('found shut after a call that nobody heard the answer of: is unknown, not left out', async () => {
    line.platform.repeat = 'keyed'
    const key = await put(draft((await person()).id))
    await line.connection
      .collection<{ _id: string }>('outbox')
      .updateOne({ _id: key }, { $set: { calledAt: new Date(line.machine.now().getTime() - 1000) } })
    line.platform.answer = () => ({ kind: 'skipped', why: 'window-closed', says: '欢迎语已经发过' })
    await line.relay.sweep()
    expect(await fate(key)).toEqual({
      fate: 'unknown',
      why: '前一次发送途中中断，再次发送时平台说「欢迎语已经发过」，很可能已经送出',
    })
  })

  it('is told in the timeline as the person got it, with bare links', async () => {
    const contact = await person((one) => one.with({ name: '沈嘉宁' }).following())
    const key = await put(draft(contact.id, { content: { text: '你好 {{name|会员}}', url: 'https://example.com' } }))
    const relay = relayOf({
      trackedLink: () => 'https://t.example.com',
      channelOf(name) {
        const channel = line.channels.channelOf(name)
        return channel && { ...channel, summary: (content) => JSON.stringify(content) }
      },
    })
    await relay.sweep()
    expect(line.sent).toMatchObject([{ content: { url: 'https://t.example.com' } }])
    const { items } = await line.events.page({ contact: contact.id, limit: 1 })
    const told = '{"text":"你好 沈嘉宁","url":"https://example.com"}'
    expect(items).toMatchObject([{ summary: told }])
    expect(await line.events.wordsOf([key, 'another'])).toEqual(new Map([[key, told]]))
  })

  it('is skipped when the person can not be reached any more', async () => {
    const contact = await person((one) => one.unfollowed())
    const key = await put(draft(contact.id))
    await line.relay.sweep()
    expect(await fate(key)).toEqual({ fate: 'skipped', why: '已取消关注公众号' })
    expect(line.sent).toEqual([])
  })

  it('goes to staff at the address it carries, filled with what is known', async () => {
    const contact = await person((one) => one.with({ name: '王' }))
    await put(draft(contact.id, { channel: 'wecom-app', address: { userId: 'wangfang' } }))
    await line.relay.sweep()
    expect(line.sent).toMatchObject([{ address: { userId: 'wangfang' }, content: { text: '你好 王' } }])
  })

  it.each([
    ['a channel nobody knows', () => draft(null, { channel: 'no-such' }), 'refused', '没有「no-such」这个渠道'],
    ['one that is late', () => draft(null, { expires: line.clock.now() }), 'skipped', '已过有效期，不再发送'],
  ])('%s', async (_name, make, expected, why) => {
    const key = await put(make())
    await line.relay.sweep()
    expect(await fate(key)).toEqual({ fate: expected, why })
  })

  it('sends once what was written twice', async () => {
    const contact = await person()
    const one = draft(contact.id)
    await put(one)
    await put(one, draft(contact.id))
    await line.relay.sweep()
    expect(line.sent).toHaveLength(2)
  })

  it('keeps the order of one person', async () => {
    const contact = await person()
    const drafts = [9, 10, 2, 1].map((visit) => draft(contact.id, { key: `en_order:${visit}:0` }))
    await put(...drafts)
    await line.relay.sweep()
    expect(line.sent.map(({ key }) => key.split(':')[1])).toEqual(['1', '2', '9', '10'])
  })
})

describe('pace', () => {
  it('holds the second marketing message of a day until the next open slot, and says so', async () => {
    const contact = await person()
    const [first, second] = [draft(contact.id, { marketing: true }), draft(contact.id, { marketing: true })]
    await put(first, second)
    await line.relay.sweep()
    expect(await fate(first.key)).toMatchObject({ fate: 'sent' })
    expect(await line.outbox.get(second.key)).toMatchObject({ fate: 'waiting', why: '每天最多 1 条营销消息' })
    expect((await line.outbox.get(second.key))?.notBefore.toISOString()).toBe('2026-11-23T01:00:00.000Z')
    await put(draft(contact.id))
    await line.relay.sweep()
    expect(line.sent).toHaveLength(2)
    line.clock.set('2026-11-23T01:00:00Z')
    await line.relay.sweep()
    expect(await fate(second.key)).toMatchObject({ fate: 'sent' })
    line.clock.set('2026-11-22T02:01:00Z')
  })
})

describe('a hold', () => {
  afterEach(async () => {
    await line.connection.collection('outbox').deleteMany({ due: { $exists: true } })
    line.clock.set('2026-11-22T02:01:00Z')
  })

  it('says its new end when another message took the place it waited for', async () => {
    const contact = await person()
    const send = async () => {
      await put(draft(contact.id, { marketing: true }))
      await line.relay.sweep()
    }
    await send()
    await send()
    line.clock.set('2026-11-23T01:00:00Z')
    await line.outbox.put([draft(contact.id, { marketing: true })], new Date('2026-11-22T01:00:00Z'))
    await line.relay.sweep()
    const { items } = await line.events.page({ contact: contact.id, limit: 9 })
    const ends = items.flatMap((event) => (event.name === 'message.held' ? [event.until.toISOString()] : []))
    expect(ends).toEqual(['2026-11-24T01:00:00.000Z', '2026-11-23T01:00:00.000Z'])
  })

  it('is no attempt: the first pause after it is the shortest', async () => {
    const contact = await person()
    await put(draft(contact.id, { marketing: true }))
    await line.relay.sweep()
    const key = await put(draft(contact.id, { marketing: true }))
    for (let hold = 1; hold <= 8; hold += 1) {
      await line.relay.sweep()
      const due = { due: line.clock.now(), notBefore: line.clock.now() }
      await line.connection.collection<{ _id: string }>('outbox').updateOne({ _id: key }, { $set: due })
    }
    line.clock.set('2026-11-23T01:00:00Z')
    line.platform.answer = () => ({ kind: 'later', at: line.clock.now(), why: 'busy' })
    await line.relay.sweep()
    expect((await line.outbox.get(key))?.notBefore.toISOString()).toBe('2026-11-23T01:01:00.000Z')
  })
})

describe('what can not be written', () => {
  /** The timeline takes no line about this effect until it is mended. */
  const timelineWithout = (key: () => string) => {
    const state = { mended: false }
    const events: RelayNeeds['events'] = {
      async append(entries) {
        const about = entries.some(({ event }) => 'effect' in event && event.effect === key())
        if (about && !state.mended) throw new Error('no such line')
        return line.events.append(entries)
      },
    }
    return { state, events }
  }

  it('holds up nobody else, is sent once, and is written when it can be', async () => {
    line.platform.repeat = 'safe'
    let bad = ''
    const { state, events } = timelineWithout(() => bad)
    const relay = relayOf({ events })
    bad = await put(draft((await person()).id))
    const good = await put(draft((await person()).id))
    await relay.sweep()
    const later = await put(draft((await person()).id))
    await relay.sweep()
    for (const key of [good, later]) expect(await fate(key)).toMatchObject({ fate: 'sent' })
    line.clock.forward({ minutes: 2 })
    expect(await relay.sweepAbandoned()).toBe(0)
    await relay.sweep()
    expect(line.sent).toHaveLength(3)
    expect(await relay.stop()).toBe(false)
    state.mended = true
    expect(await relay.stop()).toBe(true)
    expect(await fate(bad)).toMatchObject({ fate: 'sent' })
  })

  it('of one who died leaves the others to go on', async () => {
    let bad = ''
    const { events } = timelineWithout(() => bad)
    const relay = relayOf({ events })
    bad = await put(draft((await person()).id))
    const good = await put(draft((await person()).id))
    const { machine, outbox } = line
    const claimed = await outbox.claim({
      ...{ claim: 'dead', now: line.clock.now(), machineNow: machine.now(), leaseMs: 60_000, limit: 10 },
      marks: () => false,
    })
    await outbox.markCalling(claimed, { machineNow: machine.now(), leaseMs: 60_000 })
    line.clock.forward({ minutes: 2 })
    expect(await relay.sweepAbandoned()).toBe(1)
    expect(await fate(good)).toMatchObject({ fate: 'unknown' })
    expect(await line.relay.sweepAbandoned()).toBe(1)
  })

  it('does not come of a key named after the longest id of an event', async () => {
    const contact = await person()
    const key = await put(draft(contact.id, { key: `churn:${'x'.repeat(200)}` }))
    await line.relay.sweep()
    expect(await fate(key)).toMatchObject({ fate: 'sent' })
    expect(await line.timeline(contact)).toEqual(['message.sent'])
  })
})

describe('when the relay dies or is slow', () => {
  const claim = () =>
    line.outbox.claim({
      claim: `dying:${++made}`,
      now: line.clock.now(),
      machineNow: line.machine.now(),
      leaseMs: 60_000,
      limit: 10,
      marks: () => false,
    })

  it.each([
    ['unsafe', true, 'unknown', 0],
    ['unsafe', false, 'sent', 1],
    ['keyed', true, 'sent', 1],
  ] as const)('%s, call begun: %s → %s', async (repeat, begun, expected, calls) => {
    line.platform.repeat = repeat
    const contact = await person()
    const key = await put(draft(contact.id))
    const rows = await claim()
    if (begun) await line.outbox.markCalling(rows, { machineNow: line.machine.now(), leaseMs: 60_000 })
    expect(await line.relay.sweepAbandoned()).toBe(0)
    line.clock.forward({ minutes: 2 })
    expect(await line.relay.sweepAbandoned()).toBe(1)
    await line.relay.sweep()
    expect(await fate(key)).toMatchObject({ fate: expected })
    expect(line.sent).toHaveLength(calls)
  })

  it('keeps a late relay from settling or calling what another took over', async () => {
    const contact = await person()
    const key = await put(draft(contact.id))
    const rows = await claim()
    line.clock.forward({ minutes: 2 })
    await line.relay.sweepAbandoned()
    const held = await line.outbox.markCalling(rows, { machineNow: line.machine.now(), leaseMs: 60_000 })
    expect([...held]).toEqual([])
    await line.relay.sweep()
    const late = rows.map((row) => ({
      key: row.key,
      claim: row.claim,
      fate: 'refused' as const,
      why: 'x',
      receipt: null,
      responseCode: null,
    }))
    expect(await line.outbox.settle(late, { now: line.clock.now(), day: '2026-11-22' })).toBe(0)
    expect(await fate(key)).toMatchObject({ fate: 'sent' })
  })

  it.each([
    ['is found', { hours: 24 }, {}, 'unknown', 1],
    ['is sent again', { minutes: 2 }, { hours: 24 }, 'unknown', 1],
    ['is sent again', { minutes: 2 }, { minutes: 6 }, 'sent', 2],
  ])('keyed, cut off in the call: %s only while the platform knows the key (%o, %o): %s', async (...row) => {
    const [, untilFound, untilClaimed, expected, calls] = row
    line.platform.repeat = 'keyed'
    const key = await put(draft((await person()).id))
    const called = new Promise<void>((resolve) => {
      line.platform.answer = () => {
        resolve()
        return new Promise(() => undefined)
      }
    })
    void line.again().relay.sweep()
    await called
    line.platform.answer = () => ({ kind: 'sent', receipt: null })
    line.clock.forward(untilFound)
    await line.relay.sweepAbandoned()
    line.clock.forward(untilClaimed)
    await line.relay.sweep()
    expect(await fate(key)).toMatchObject({ fate: expected })
    expect(line.sent).toHaveLength(calls)
  })

  /** A call that is cut off: it left, and the process that made it is gone before the answer. */
  const cutOff = async () => {
    const called = new Promise<void>((resolve) => {
      line.platform.answer = () => {
        resolve()
        return new Promise(() => undefined)
      }
    })
    void line.again().relay.sweep()
    await called
    line.platform.answer = () => ({ kind: 'sent', receipt: null })
  }
  const foundAfter = async (minutes: number) => {
    line.clock.forward({ minutes })
    await line.relay.sweepAbandoned()
  }

  it('keyed, cut off twice: the first call is the one the platform knows the key since', async () => {
    line.platform.repeat = 'keyed'
    const key = await put(draft((await person()).id))
    for (let cut = 1; cut <= 2; cut += 1) {
      await cutOff()
      await foundAfter(5)
    }
    await line.relay.sweep()
    expect(await fate(key)).toMatchObject({ fate: 'unknown' })
    expect(line.sent).toHaveLength(2)
  })

  it('keyed, cut off and then put off: what the first call did stays unknown', async () => {
    line.platform.repeat = 'keyed'
    const key = await put(draft((await person()).id))
    await cutOff()
    await foundAfter(5)
    line.platform.answer = () => ({ kind: 'later', at: new Date(line.clock.now().getTime() + 300_000), why: 'busy' })
    await line.relay.sweep()
    expect(await fate(key)).toMatchObject({ fate: 'waiting' })
    line.clock.forward({ minutes: 5 })
    await line.relay.sweep()
    expect(await fate(key)).toMatchObject({ fate: 'unknown' })
    expect(line.sent).toHaveLength(2)
  })

  it('keyed, cut off and expired meanwhile: unknown, for it may have been in time', async () => {
    line.platform.repeat = 'keyed'
    const expires = new Date(line.clock.now().getTime() + 120_000)
    const key = await put(draft((await person()).id, { expires }))
    await cutOff()
    await foundAfter(2)
    await line.relay.sweep()
    expect(await fate(key)).toMatchObject({ fate: 'unknown' })
    expect(line.sent).toHaveLength(1)
  })

  it('safe, taken over while the wave before it was slow: is not called again by the slow one', async () => {
    line.platform.repeat = 'safe'
    const { id } = await person()
    await put(draft(id))
    const second = await put(draft(id))
    const goOn: (() => void)[] = []
    const called = new Promise<void>((resolve) => {
      line.platform.answer = () => {
        resolve()
        return new Promise((answer) => goOn.push(() => answer({ kind: 'sent', receipt: null })))
      }
    })
    const slow = line.again().relay.sweep()
    await called
    line.platform.answer = () => ({ kind: 'sent', receipt: null })
    await foundAfter(2)
    await line.relay.sweep()
    goOn[0]?.()
    await slow
    expect(line.sent.filter(({ key }) => key === second)).toHaveLength(1)
  })

  it('keyed, cut off and then given back by a relay that stops: the first call is not forgotten', async () => {
    line.platform.repeat = 'keyed'
    const { id } = await person()
    const before = await put(draft(id))
    line.platform.answer = () => ({ kind: 'later', at: line.clock.now(), why: 'busy' })
    await line.relay.sweep()
    const key = await put(draft(id))
    await cutOff()
    await foundAfter(5)
    const stopping = relayOf({})
    line.platform.answer = () => {
      void stopping.stop()
      return { kind: 'sent', receipt: null }
    }
    await stopping.sweep()
    expect(await fate(before)).toMatchObject({ fate: 'sent' })
    expect(await fate(key)).toMatchObject({ fate: 'waiting' })
    await foundAfter(5)
    await line.relay.sweep()
    expect(await fate(key)).toMatchObject({ fate: 'unknown' })
  })

  it('gives back what it has not begun when it is stopped', async () => {
    const people = await Promise.all(Array.from({ length: 40 }, () => person()))
    const drafts = people.map(({ id }) => draft(id))
    await put(...drafts)
    const begun: (() => void)[] = []
    line.platform.answer = () => new Promise((resolve) => begun.push(() => resolve({ kind: 'sent', receipt: null })))
    const relay = relayOf({})
    relay.nudge()
    await until('the first wave is under way', () => begun.length === 32)
    const stopped = relay.stop()
    for (const answer of begun) answer()
    await stopped
    const fates = await Promise.all(drafts.map(async ({ key }) => (await fate(key))?.fate))
    expect(fates.filter((one) => one === 'waiting')).toHaveLength(8)
    const rows = await Promise.all(drafts.map(({ key }) => line.outbox.get(key)))
    expect(
      rows
        .map((row) => [row?.fate, row?.attempts])
        .sort()
        .at(-1),
    ).toEqual(['waiting', 0])
    line.platform.answer = () => ({ kind: 'sent', receipt: null })
    await line.relay.sweep()
    expect(line.sent).toHaveLength(40)
  })

  it('keyed: gives back what it has not begun as never called', async () => {
    line.platform.repeat = 'keyed'
    const { id } = await person()
    const keys = [await put(draft(id)), await put(draft(id))]
    const relay = relayOf({})
    line.platform.answer = () => {
      void relay.stop()
      return { kind: 'sent', receipt: null }
    }
    await relay.sweep()
    const rows = await Promise.all(keys.map((key) => line.outbox.get(key)))
    expect(rows.map((row) => [row?.fate, row?.calledAt])).toEqual([
      ['sent', null],
      ['waiting', null],
    ])
    await line.relay.sweep()
  })

  it('does not call what it no longer holds', async () => {
    const contact = await person()
    const key = await put(draft(contact.id))
    const other = line.again()
    const relay = relayOf({
      outbox: {
        ...line.outbox,
        // Its lease ends just before it marks the call, and another takes the row and sends it.
        async markCalling(...asked) {
          line.clock.forward({ minutes: 2 })
          await other.relay.sweepAbandoned()
          await other.relay.sweep()
          return line.outbox.markCalling(...asked)
        },
      },
    })
    await relay.sweep()
    expect(line.sent.map((one) => one.key)).toEqual([key])
    expect(await fate(key)).toMatchObject({ fate: 'sent' })
  })

  it('has sent what it sent, though it can not write what that used up', async () => {
    const contacts = await Promise.all([person(), person(), person()])
    // The first person's second message goes in the wave after the fault.
    const drafts = [...contacts, ...contacts.slice(0, 1)].map(({ id }) => draft(id))
    await put(...drafts)
    let spent = 0
    const relay = relayOf({
      ledger: {
        ...line.relayNeeds.ledger,
        spend: async () => {
          if (++spent === 1) throw new Error('no database for a moment')
        },
      },
    })
    await relay.sweep()
    for (const { key } of drafts) expect(await fate(key)).toMatchObject({ fate: 'sent' })
    expect(spent).toBe(4)
  })

  describe('and what messages draw on', () => {
    const grantOf = (template: string): Partial<RelayNeeds> => ({
      channelOf(name) {
        const channel = line.channels.channelOf(name)
        return channel && { ...channel, ledger: () => ({ kind: 'grant', template }) }
      },
    })
    const granted = (left: number) => person((one) => one.following().with({ grants: { T1: left } }))
    const drawn: string[] = []
    const ledger: RelayNeeds['ledger'] = {
      spend: async ({ ledger }) => void drawn.push(`spend ${ledger.kind}`),
      forfeit: async ({ ledger }) => void drawn.push(`forfeit ${ledger.kind}`),
    }
    beforeEach(() => {
      drawn.length = 0
    })

    it('a message without a grant for its template is not even tried', async () => {
      const keys = [await put(draft((await granted(1)).id)), await put(draft((await granted(0)).id))]
      await relayOf({ ...grantOf('T1'), ledger }).sweep()
      expect(line.sent).toHaveLength(1)
      expect(await fate(keys[0]!)).toMatchObject({ fate: 'sent' })
      expect(await fate(keys[1]!)).toEqual({ fate: 'skipped', why: '对方没有授权过这个模板，或授权已用完' })
      expect(drawn).toEqual(['spend grant'])
    })

    it.each([
      ['a refused grant is none', 'grant', 'not-reachable', ['forfeit grant']],
      ['a closed window has no place left', 'window', 'window-closed', ['forfeit window']],
      ['who can not be reached still has a window', 'window', 'not-reachable', []],
    ] as const)('%s', async (_what, kind, why, expected) => {
      line.platform.answer = () => ({ kind: 'skipped', why })
      await put(draft((await granted(1)).id))
      await relayOf({ ...(kind === 'grant' ? grantOf('T1') : {}), ledger }).sweep()
      expect(drawn).toEqual(expected)
    })
  })

  it('leaves a row that was put off while it looked, and takes another that was let go', async () => {
    const now = line.clock.now()
    const key = await put(draft((await person()).id))
    const free = await put(draft((await person()).id))
    const real = line.connection.collection('outbox')
    const slow = new Proxy(real, {
      get(target, name) {
        // Between the look and the claim another relay has the row and puts it off until tomorrow.
        if (name === 'updateMany')
          return async (...asked: Parameters<typeof real.updateMany>) => {
            const [row] = await claim()
            const later = {
              claim: row?.claim ?? '',
              why: 'quota',
              fate: 'waiting' as const,
              calledAt: null,
              attempts: 1,
            }
            const ends = [
              { ...later, key, notBefore: addDay(now) },
              { ...later, key: free, notBefore: now },
            ]
            await line.outbox.settle(ends, { now, day: '2026-11-22' })
            return real.updateMany(...asked)
          }
        const value: unknown = Reflect.get(target, name)
        return typeof value === 'function' ? value.bind(target) : value
      },
    })
    const connection: typeof line.connection = Object.create(line.connection, { collection: { value: () => slow } })
    const late = createOutboxStore(connection)
    const rows = await late.claim({
      ...{ claim: 'late', now, machineNow: now, leaseMs: 60_000, limit: 10 },
      marks: () => true,
    })
    // It is marked, and was not called before.
    expect(rows.map((row) => [row.key, row.attempts, row.calledAt])).toEqual([[free, 2, null]])
    expect((await line.outbox.get(free))?.calledAt).toEqual(now)
    expect((await line.outbox.get(key))?.notBefore).toEqual(addDay(now))
    await line.connection.collection<{ _id: string }>('outbox').deleteMany({ _id: { $in: [key, free] } })
  })

  it.each([
    ['claim', 'after'],
    ['markCalling', 'before'],
    ['markCalling', 'after'],
    ['settle', 'before'],
    ['settle', 'after'],
  ] as const)(
    'goes on without waiting for its own lease when the database went away at %s, %s the write',
    async (step, when) => {
      const contact = await person()
      const key = await put(draft(contact.id))
      const relay = relayOf({ outbox: breaksOnce(line.outbox, step, when) })
      await relay.sweep()
      expect(await fate(key)).not.toEqual({ fate: 'waiting', why: '测试' })
      await relay.sweep()
      expect(await fate(key)).toEqual({ fate: 'sent', why: '测试' })
      expect(line.sent).toHaveLength(1)
      expect(await line.timeline(contact)).toEqual(['message.sent'])
    },
  )

  it('does not take its own rows for abandoned when the database was away longer than their lease', async () => {
    const key = await put(draft((await person()).id))
    const relay = relayOf({ outbox: breaksOnce(line.outbox, 'settle', 'before') })
    await relay.sweep()
    line.clock.forward({ minutes: 2 })
    expect(await relay.sweepAbandoned()).toBe(0)
    expect(await relay.stop()).toBe(true)
    expect(await fate(key)).toEqual({ fate: 'sent', why: '测试' })
  })

  it('gives each row to one of many relays', async () => {
    // Where the mark before the call does not hide a row claimed twice.
    line.platform.repeat = 'safe'
    const contacts = await line.knows(
      ...Array.from({ length: 60 }, (_, i) => aContact(`ct_many${i}`, line.clock.now()).following().build()),
    )
    await put(...contacts.map(({ id }) => draft(id)))
    await Promise.all([line, line.again(), line.again(), line.again()].map(({ relay }) => relay.sweep()))
    expect(new Set(line.sent.map(({ key }) => key)).size).toBe(60)
    expect(line.sent).toHaveLength(60)
  })

  it('shows a fault in an unsafe channel as unknown', async () => {
    const contact = await person()
    line.platform.answer = () => Promise.reject(new Error('bug'))
    const key = await put(draft(contact.id))
    await line.relay.sweep()
    expect(await fate(key)).toEqual({ fate: 'unknown', why: '发送时程序出错，不确定是否已送出' })
  })
})

it('counts what was settled on a day and what waits', async () => {
  const contact = await person()
  await line.publish(
    aJourney({ type: 'event-start', settings: { event: 'phone.bound' } })
      .send('oa-template')
      .build(),
  )
  await line.react([{ contact, event: happened('phone.bound', { masked: '1' }) }])
  expect(await line.outbox.waitingCounts()).toEqual([{ channel: 'oa-template', count: 1 }])
  await line.relay.sweep()
  expect(await line.outbox.waitingCounts()).toEqual([])
  const counts = await line.outbox.countsOf('2026-11-22')
  expect(counts.find(({ channel, fate: end }) => channel === 'oa-template' && end === 'sent')?.count).toBeGreaterThan(0)
})
