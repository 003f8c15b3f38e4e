import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { EnrollmentId, type JourneyId } from '../../shared/ids.ts'
import type { JourneyDefinition } from '../../shared/journey/journey.ts'
import { aJourney, condition } from '../../test/builders/journey.ts'
import { happened, type JourneyLine, journeyLine } from '../../test/builders/journey-line.ts'
import { aContact } from '../../test/builders/person.ts'
import { freshDatabase } from '../../test/support/database.ts'

let database: Awaited<ReturnType<typeof freshDatabase>>
let line: JourneyLine
let live: JourneyId[] = []
beforeAll(async () => {
  database = await freshDatabase()
  line = await journeyLine(database.connection)
})
afterEach(async () => {
  await Promise.all(live.map((id) => line.journeys.setState({ id, to: 'paused', now: line.clock.now() })))
  live = []
  await line.relay.sweep()
  line.sent.length = 0
})
afterAll(() => database.close())

let people = 0
const person = async (shape = (one: ReturnType<typeof aContact>) => one.following()) => {
  const [contact] = await line.knows(shape(aContact(`ct_run${++people}`, line.clock.now())).build())
  return contact!
}
const publish = async (definition: JourneyDefinition) => {
  const id = await line.publish(definition)
  live.push(id)
  return id
}
const sends = () => line.sent.map(({ key }) => key)

describe('the line from an event to a message', () => {
  it('walks, sends, tags and tells why', async () => {
    const contact = await person()
    await publish(
      aJourney()
        .send('oa-customer-service')
        .when(condition('follows-oa'))
        .tag('新粉丝')
        .waitFor('menu.clicked')
        .tag('互动')
        .build(),
    )
    await line.react([{ contact, event: happened('contact.followed') }])
    expect(await line.paths(contact)).toEqual(['start > send-1 > yes-no-2:yes > tag-3 > @wait-for-event-4'])
    await line.relay.sweep()
    expect(line.sent).toMatchObject([{ channel: 'oa-customer-service', content: { text: '你好' } }])
    const clicked = happened('menu.clicked', { key: 'HELP' })
    await line.react([{ contact, event: clicked }])
    await line.react([{ contact, event: clicked }])
    expect(await line.paths(contact)).toEqual([
      'start > send-1 > yes-no-2:yes > tag-3 > wait-for-event-4:happened > tag-5 > (走完全程)',
    ])
    expect((await line.contacts.get(contact.id))?.tags).toEqual(['新粉丝', '互动'])
    const timeline = await line.timeline(contact)
    expect([...timeline].sort()).toEqual([
      'journey.entered',
      'journey.left',
      'journey.moved',
      'journey.moved',
      'message.sent',
      'tag.added',
      'tag.added',
    ])
  })

  it('enters before it moves on, though time passes while the batch is loaded', async () => {
    const contact = await person()
    await publish(aJourney().tag('新粉丝').build())
    const ticking = {
      now() {
        line.clock.forward({ seconds: 1 })
        return line.clock.now()
      },
    }
    await line.again({ clock: ticking }).react([{ contact, event: happened('contact.followed') }])
    const told = (await line.timeline(contact)).filter((name) => name.startsWith('journey.'))
    expect(told).toEqual(['journey.left', 'journey.entered'])
  })

  it('goes on by the timer when the time is over, and not before', async () => {
    const contact = await person()
    await publish(aJourney().wait({ amount: 2, unit: 'days' }).send('oa-template').build())
    await line.react([{ contact, event: happened('contact.followed') }])
    line.clock.forward({ hours: 47 })
    expect(await line.sweepDue()).toBe(0)
    line.clock.forward({ hours: 1 })
    expect(await line.sweepDue()).toBe(1)
    expect(await line.sweepDue()).toBe(0)
    expect(await line.paths(contact)).toEqual(['start > wait-1 > send-2 > (走完全程)'])
  })

  it('shows what was not sent with its reason, in the outbox and the timeline', async () => {
    const contact = await person((one) => one.unfollowed())
    await publish(aJourney().send('oa-template').build())
    await line.react([{ contact, event: happened('contact.followed') }])
    const { items } = await line.outbox.page({ contact: contact.id, limit: 10 })
    expect(items).toMatchObject([{ fate: 'skipped', why: '已取消关注公众号' }])
    expect(await line.timeline(contact)).toContain('message.skipped')
  })

  it('asks behaviour from the counted days', async () => {
    const contact = await person()
    const asked = condition('did-event', { event: 'menu.clicked', atLeast: 2, days: 7 })
    await publish(aJourney().when(asked).build())
    await line.events.append([
      { contact: contact.id, event: happened('menu.clicked', { key: 'A' }, line.clock.now()) },
      { contact: contact.id, event: happened('menu.clicked', { key: 'B' }, line.clock.now()) },
    ])
    await line.react([{ contact, event: happened('contact.followed') }])
    expect(await line.paths(contact)).toEqual(['start > yes-no-1:yes > (走完全程)'])
  })

  it('raises alerts with the staff of the event', async () => {
    const contact = await person()
    await publish(
      aJourney({ type: 'event-start', settings: { event: 'friend.added' } })
        .alert('新线索')
        .build(),
    )
    await line.react([
      { contact, event: happened('friend.added', { staff: 'wangfang', state: null, welcomeCode: null }) },
    ])
    expect(line.alerts).toMatchObject([{ contact: { id: contact.id }, intent: { staffOfEvent: 'wangfang' } }])
  })
})

describe('who may enter', () => {
  it('lets one of sixteen concurrent starts in', async () => {
    const contact = await person()
    await publish(aJourney().send('oa-template').wait({ amount: 1, unit: 'days' }).build())
    const processes = Array.from({ length: 4 }, () => line.again())
    const events = Array.from({ length: 16 }, () => happened('contact.followed'))
    await Promise.all(events.map((event, i) => processes[i % 4]!.react([{ contact, event }])))
    expect(await line.paths(contact)).toHaveLength(1)
    await line.relay.sweep()
    expect(sends()).toHaveLength(1)
  })

  it('lets nobody in twice by the same entry, whatever the id of the walk', async () => {
    const contact = await person()
    await publish(aJourney().enters('once').build())
    await line.react([{ contact, event: happened('contact.followed') }])
    const { items } = await line.enrollments.page({ contact: contact.id, limit: 1 })
    const enrollment = { ...items[0]!.enrollment, id: EnrollmentId.parse('en_another') }
    const pending = { ...emptyPending(), batch: 'twice' }
    const inserted = await line.enrollments.insert(
      [{ enrollment, entry: 'once', startedBy: null, order: 0, pending }],
      'twice',
    )
    expect([...inserted]).toEqual([])
  })

  it.each([
    ['once', ['start > (走完全程)']],
    ['after-exit', ['start > (走完全程)', 'start > (走完全程)']],
    ['every-time', ['start > (走完全程)', 'start > (走完全程)']],
  ] as const)('keeps the policy %s over two events, the first repeated', async (policy, expected) => {
    const contact = await person()
    await publish(aJourney().enters(policy).build())
    const first = happened('contact.followed')
    await line.react([{ contact, event: first }])
    await line.react([{ contact, event: first }])
    await line.react([{ contact, event: happened('contact.followed') }])
    expect(await line.paths(contact)).toEqual(expected)
  })

  it.each([
    ['after-exit', 1],
    ['every-time', 2],
  ] as const)('with %s, somebody inside enters %i time(s)', async (policy, count) => {
    const contact = await person()
    await publish(aJourney().wait({ amount: 1, unit: 'days' }).enters(policy).build())
    const event = happened('contact.followed')
    await line.react([
      { contact, event },
      { contact, event: happened('contact.followed') },
    ])
    expect(await line.paths(contact)).toHaveLength(count)
  })

  it('lets nobody into a paused journey, while those inside go on', async () => {
    const [inside, late] = [await person(), await person()]
    const id = await publish(aJourney().wait({ amount: 1, unit: 'hours' }).tag('到了').build())
    await line.react([{ contact: inside, event: happened('contact.followed') }])
    await line.journeys.setState({ id, to: 'paused', now: line.clock.now() })
    await line.react([{ contact: late, event: happened('contact.followed') }])
    line.clock.forward({ hours: 1 })
    await line.sweepDue()
    expect(await line.paths(late)).toEqual([])
    expect(await line.paths(inside)).toEqual(['start > wait-1 > tag-2 > (走完全程)'])
  })

  it('finishes on the version it entered', async () => {
    const contact = await person()
    const id = await publish(aJourney().wait({ amount: 1, unit: 'hours' }).tag('旧版').build())
    await line.react([{ contact, event: happened('contact.followed') }])
    const definition = aJourney().wait({ amount: 1, unit: 'hours' }).tag('新版').build()
    expect(await line.journeys.saveDraft({ id, name: 'x', definition, basedOn: 1, now: line.clock.now() })).toBe(true)
    expect(await line.journeys.saveDraft({ id, name: 'y', definition, basedOn: 1, now: line.clock.now() })).toBe(false)
    const stored = await line.journeys.get(id)
    expect(await line.journeys.publish({ journey: stored!, now: line.clock.now() })).toBe(2)
    line.clock.forward({ hours: 1 })
    await line.sweepDue()
    expect((await line.contacts.get(contact.id))?.tags).toEqual(['旧版'])
  })
})

describe('when workers race, pause or die', () => {
  it('keeps a paused worker from writing over the one that took over', async () => {
    const contact = await person()
    await publish(
      aJourney().wait({ amount: 1, unit: 'hours' }).send('oa-template').wait({ amount: 9, unit: 'days' }).build(),
    )
    await line.react([{ contact, event: happened('contact.followed') }])
    line.clock.forward({ hours: 1 })
    const read = await line.enrollments.due({ partitions: range(256), now: line.clock.now(), limit: 10 })
    const paused = read.find(({ enrollment }) => enrollment.contact === contact.id)!
    await line.again().runner.sweepDue(async () => range(256))
    const before = await line.enrollments.load([paused.enrollment.id])
    await line.runner.run([{ loaded: paused, wake: { kind: 'timer', visit: paused.enrollment.visit }, order: 0 }])
    expect(await line.enrollments.load([paused.enrollment.id])).toEqual(before)
    const lost = await line.enrollments.commitSteps(
      [{ before: paused, after: paused.enrollment, order: 0, pending: paused.pending ?? emptyPending() }],
      'late',
    )
    expect([...lost]).toEqual([paused.enrollment.id])
    await line.relay.sweep()
    expect(sends()).toHaveLength(1)
  })

  it('lets one of many sweeps move each walk', async () => {
    const contacts = await Promise.all(range(40).map(() => person()))
    await publish(aJourney().wait({ amount: 1, unit: 'hours' }).send('oa-template').build())
    await line.react(contacts.map((contact) => ({ contact, event: happened('contact.followed') })))
    line.clock.forward({ hours: 1 })
    await Promise.all(range(4).map(() => line.again().runner.sweepDue(async () => range(256))))
    await line.relay.sweep()
    expect(new Set(sends()).size).toBe(40)
    expect(sends()).toHaveLength(40)
  })

  it('asks before each batch what it may sweep, and goes on to no other once it is to stop', async () => {
    const contacts = await line.knows(
      ...range(251).map((n) => aContact(`ct_many${n}`, line.clock.now()).following().build()),
    )
    await publish(aJourney().wait({ amount: 1, unit: 'hours' }).build())
    await line.react(contacts.map((contact) => ({ contact, event: happened('contact.followed') })))
    line.clock.forward({ hours: 1 })
    const stopping = new AbortController()
    let asked = 0
    const held = async () => {
      asked += 1
      stopping.abort()
      return range(256)
    }
    expect(await line.runner.sweepDue(held, stopping.signal)).toBe(250)
    expect(asked).toBe(1)
    expect(await line.runner.sweepDue(async () => [])).toBe(0)
    expect(await line.sweepDue()).toBe(1)
  })

  it('carries out later what was committed by a worker that died before the move', async () => {
    const contact = await person()
    await publish(aJourney().send('oa-template').tag('没丢').build())
    const dying = line.again({ outbox: { ...line.outbox, put: () => Promise.reject(new Error('killed')) } })
    await expect(dying.react([{ contact, event: happened('contact.followed') }])).rejects.toThrow('killed')
    await line.relay.sweep()
    expect(sends()).toEqual([])
    line.clock.forward({ minutes: 1 })
    expect(await line.runner.sweepPending(30_000)).toBe(1)
    expect(await line.runner.sweepPending(30_000)).toBe(0)
    await line.relay.sweep()
    expect(sends()).toHaveLength(1)
    expect((await line.contacts.get(contact.id))?.tags).toEqual(['没丢'])
    expect((await line.timeline(contact)).filter((name) => name === 'tag.added')).toHaveLength(1)
  })

  it('carries out in one sweep what several commits left behind', async () => {
    const contacts = [await person(), await person()]
    await publish(aJourney().send('oa-template').build())
    const dying = line.again({ outbox: { ...line.outbox, put: () => Promise.reject(new Error('killed')) } })
    for (const contact of contacts) {
      await expect(dying.react([{ contact, event: happened('contact.followed') }])).rejects.toThrow('killed')
    }
    line.clock.forward({ minutes: 1 })
    expect(await line.runner.sweepPending(30_000)).toBe(2)
    expect(await line.runner.sweepPending(30_000)).toBe(0)
    await line.relay.sweep()
    expect(sends()).toHaveLength(2)
  })

  it('carries out what an earlier commit left behind together with its own', async () => {
    const contact = await person()
    await publish(aJourney().send('oa-template').wait({ amount: 1, unit: 'hours' }).send('oa-template').build())
    const dying = line.again({ outbox: { ...line.outbox, put: () => Promise.reject(new Error('killed')) } })
    await expect(dying.react([{ contact, event: happened('contact.followed') }])).rejects.toThrow('killed')
    line.clock.forward({ hours: 1 })
    await line.sweepDue()
    await line.relay.sweep()
    expect(sends().map((key) => key.split(':')[1])).toEqual(['1', '3'])
    expect(await line.runner.sweepPending(0)).toBe(0)
  })

  it('does not let one step that can not be carried out hold up the others', async () => {
    const [poison, fine] = [await person(), await person()]
    await publish(
      aJourney({ type: 'event-start', settings: { event: 'phone.bound' } })
        .alert('新线索')
        .build(),
    )
    const picky = line.again({
      raiseAlerts: async (items) => {
        if (items.some(({ contact }) => contact.id === poison.id)) throw new Error('poison')
        line.alerts.push(...items)
        return []
      },
    })
    const bound = [poison, fine].map((contact) => ({ contact, event: happened('phone.bound', { masked: '1' }) }))
    await expect(picky.react(bound)).rejects.toThrow('poison')
    line.clock.forward({ minutes: 1 })
    await picky.runner.sweepPending(30_000)
    expect(line.alerts.some(({ contact }) => contact.id === fine.id)).toBe(true)
    expect(await line.runner.sweepPending(30_000)).toBe(1)
  })

  it('ends the walk of a person who is no more', async () => {
    const contact = await person()
    await publish(aJourney().wait({ amount: 1, unit: 'hours' }).build())
    await line.react([{ contact, event: happened('contact.followed') }])
    await line.connection.collection('contacts').deleteOne({ _id: contact.id } as object)
    line.clock.forward({ hours: 1 })
    await line.sweepDue()
    expect(await line.paths(contact)).toEqual(['start > (客户已不存在)'])
  })

  it('wakes a walk that began under a record since absorbed', async () => {
    const [old, survivor] = [await person(), await person()]
    await publish(aJourney().waitFor('menu.clicked').tag('找到').build())
    await line.react([{ contact: old, event: happened('contact.followed') }])
    const contacts = line.connection.collection<{ _id: string; mergedInto: string | null; mergedFrom: string[] }>(
      'contacts',
    )
    await contacts.updateOne({ _id: old.id }, { $set: { mergedInto: survivor.id } })
    await contacts.updateOne({ _id: survivor.id }, { $set: { mergedFrom: [old.id] } })
    await line.react([{ contact: survivor, event: happened('menu.clicked', { key: 'A' }) }])
    expect(await line.paths(survivor)).toEqual(['start > wait-for-event-1:happened > tag-2 > (走完全程)'])
    expect((await line.contacts.get(survivor.id))?.tags).toEqual(['找到'])
  })
})

describe('a batch done again after a crash', () => {
  it.each(['once', 'every-time', 'after-exit'] as const)('changes nothing (%s)', async (policy) => {
    const contact = await person()
    await publish(
      aJourney({ type: 'event-start', settings: { event: 'message.received' } })
        .waitFor('message.received')
        .tag('A')
        .waitFor('message.received')
        .tag('B')
        .enters(policy)
        .build(),
    )
    const received = (text: string) => happened('message.received', { text, type: 'text' })
    const items = ['1', '2', '3', '4'].map((text) => ({ contact, event: received(text) }))
    await line.react(items)
    const first = await line.paths(contact)
    await line.react(items)
    expect(await line.paths(contact)).toEqual(first)
  })
})

describe('counts', () => {
  it('says who stands where and who passed through which exit', async () => {
    const contacts = [await person(), await person((one) => one.unfollowed())]
    const id = await publish(aJourney().send('oa-template').wait({ amount: 1, unit: 'days' }).build())
    await line.react(contacts.map((contact) => ({ contact, event: happened('contact.followed') })))
    const { here, passed } = await line.enrollments.countsOf(id, 1)
    expect([...here]).toEqual([['wait-2', 1]])
    expect(passed).toEqual(
      expect.arrayContaining([
        { node: 'start', exit: 'next', count: 2 },
        { node: 'send-1', exit: 'next', count: 1 },
        { node: 'send-1', exit: 'unreachable', count: 1 },
      ]),
    )
    expect(await line.enrollments.totals([id])).toEqual(new Map([[id, { inside: 1, entered: 2 }]]))
  })
})

const range = (count: number) => Array.from({ length: count }, (_, index) => index)
const emptyPending = () => ({ batch: 'late', since: line.clock.now(), entered: null, effects: [], trail: [] })
