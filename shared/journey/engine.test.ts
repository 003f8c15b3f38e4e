import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { reachThrough } from '../../server/channels/deliver.ts'
import { aJourney, condition } from '../../test/builders/journey.ts'
import { aContact } from '../../test/builders/person.ts'
import type { DomainEvent } from '../events.ts'
import { ContactId, EnrollmentId, EventId, JourneyId } from '../ids.ts'
import { emptyDirectory } from '../segment/contract.ts'
import { nothingHappened } from '../segment/history.ts'
import type { Wake } from './contract.ts'
import { seededDraw } from './draw.ts'
import { advance, MAX_EVENTS, MAX_HOPS, type World } from './engine.ts'
import { type Enrollment, type Journey, JourneyDefinition, publishedJourney } from './journey.ts'
import { kindOf } from './registry.ts'

const start = new Date('2026-11-22T02:00:00Z')
const worldAt = (now: Date, contact = aContact().following().build()): World => ({
  contact,
  history: nothingHappened,
  directory: emptyDirectory,
  now,
  timeZone: 'Asia/Shanghai',
  drawFor: (enrollment, visit) => seededDraw(`${enrollment}:${visit}`),
  kindOf,
  reachOf: reachThrough,
})
const enrolled = (journey: Journey): Enrollment => ({
  id: EnrollmentId.parse('en_1'),
  contact: ContactId.parse('ct_1'),
  journey: JourneyId.parse('jn_1'),
  version: 1,
  visit: 0,
  enteredAt: start,
  context: { event: null, staff: null },
  state: 'at',
  node: journey.entry,
  arrivedAt: start,
  until: null,
  awaits: [],
})
const event = (name: DomainEvent['name'], id: string, fields: Record<string, unknown> = {}) =>
  ({ id: EventId.parse(id), at: start, account: null, name, ...fields }) as DomainEvent
const arrived: Wake = { kind: 'arrived', event: null }

describe('advance', () => {
  it('hops until a node waits, and carries the effects of every node it passed', () => {
    const journey = aJourney().send('oa-template').tag('新').wait({ amount: 2, unit: 'days' }).published()
    const step = advance(journey, enrolled(journey), arrived, worldAt(start))
    expect(step.enrollment).toMatchObject({
      state: 'at',
      node: 'wait-3',
      visit: 3,
      until: new Date('2026-11-24T02:00:00Z'),
    })
    expect(step.effects.map(({ key, intent }) => [key, intent.kind])).toEqual([
      ['en_1:1:0', 'send'],
      ['en_1:2:0', 'tag'],
    ])
  })

  it('lets later nodes see the tags that earlier ones gave', () => {
    const journey = aJourney()
      .tag('新')
      .when(condition('has-tag', { tags: ['新'] }))
      .published()
    expect(advance(journey, enrolled(journey), arrived, worldAt(start)).trail.at(-1)?.exit).toBe('yes')
  })

  it('takes the other exit and says why when the channel can not reach the person', () => {
    const journey = aJourney().send('oa-template').published()
    const step = advance(journey, enrolled(journey), arrived, worldAt(start, aContact().unfollowed().build()))
    expect(step.trail.at(-1)).toMatchObject({ exit: 'unreachable', why: '已取消关注公众号' })
    expect(step.effects[0]?.intent).toEqual({ kind: 'skip', channel: 'oa-template', reason: '已取消关注公众号' })
  })

  it('ends a walk that hops without end, with a reason', () => {
    const journey = aJourney().tag('a').join('tag-1', 'next', 'tag-1').published()
    const { enrollment, effects } = advance(journey, enrolled(journey), arrived, worldAt(start))
    expect(enrollment).toMatchObject({ state: 'left', reason: `连续经过 ${MAX_HOPS} 个节点没有停留，已停止` })
    expect(effects).toHaveLength(MAX_HOPS - 1)
  })

  it('remembers the member of staff the newest event named', () => {
    const journey = aJourney().waitFor('friend.added').alert('新线索').published()
    const waiting = advance(journey, enrolled(journey), arrived, worldAt(start)).enrollment
    const added = event('friend.added', 'e1', { staff: 'wangfang', state: null, welcomeCode: null })
    const step = advance(journey, waiting, { kind: 'event', visit: waiting.visit, event: added }, worldAt(start))
    expect(step.effects[0]?.intent).toMatchObject({ kind: 'alert', staffOfEvent: 'wangfang' })
  })

  it('moves nobody twice by the same event', () => {
    const journey = aJourney().waitFor('menu.clicked').waitFor('menu.clicked').published()
    const waiting = advance(journey, enrolled(journey), arrived, worldAt(start)).enrollment
    const clicked = event('menu.clicked', 'e1', { key: 'A' })
    const once = advance(journey, waiting, { kind: 'event', visit: 1, event: clicked }, worldAt(start)).enrollment
    expect(once).toMatchObject({ node: 'wait-for-event-2', visit: 2 })
    expect(advance(journey, once, { kind: 'event', visit: 2, event: clicked }, worldAt(start)).enrollment).toBe(once)
  })

  it('moves nobody again by any of the events it remembers, and forgets the oldest', () => {
    const journey = aJourney()
      .waitFor('menu.clicked')
      .join('wait-for-event-1', 'happened', 'wait-for-event-1')
      .published()
    let at = advance(journey, enrolled(journey), arrived, worldAt(start)).enrollment
    const click = (n: number) => {
      const wake: Wake = { kind: 'event', visit: at.visit, event: event('menu.clicked', `e${n}`, { key: 'A' }) }
      return advance(journey, at, wake, worldAt(start)).enrollment
    }
    for (let n = 1; n <= MAX_EVENTS + 1; n++) at = click(n)
    for (let n = 2; n <= MAX_EVENTS + 1; n++) expect(click(n)).toBe(at)
    expect(at.context.events).toHaveLength(MAX_EVENTS)
    expect(click(1)).not.toBe(at)
  })

  it('goes by the newest event where an older enrollment kept no list', () => {
    const journey = aJourney().waitFor('menu.clicked').published()
    const waiting = advance(journey, enrolled(journey), arrived, worldAt(start)).enrollment
    const older = { ...waiting, context: { event: 'e1', staff: null } }
    const wake: Wake = { kind: 'event', visit: older.visit, event: event('menu.clicked', 'e1', { key: 'A' }) }
    expect(advance(journey, older, wake, worldAt(start)).enrollment).toBe(older)
  })

  it.each([
    [
      'a node that is not there',
      { type: 'tag', settings: { add: ['a'] }, exits: { next: 'ghost' } },
      '旅程里没有这个节点',
    ],
    ['a type nobody knows', { type: 'ghost', settings: {}, exits: {} }, '不认识的节点类型 ghost'],
    ['settings that do not parse', { type: 'tag', settings: {}, exits: {} }, '节点「打标签」的设置不正确'],
    ['an exit left open', { type: 'tag', settings: { add: ['a'] }, exits: {} }, '走完全程'],
  ])('leaves with a reason at %s', (_name, node, reason) => {
    const definition = JourneyDefinition.parse({ entry: 'a', nodes: [{ id: 'a', ...node }] })
    const journey = publishedJourney(JourneyId.parse('jn_1'), 1, definition)
    expect(advance(journey, enrolled(journey), arrived, worldAt(start)).enrollment).toMatchObject({
      state: 'left',
      reason,
    })
  })
})

/** Journeys of any shape: rings, gaps, unknown types and bad settings included. */
const ids = ['a', 'b', 'c', 'd', 'e']
const exitsOf = ['next', 'yes', 'no', 'happened', 'timeout', 'unreachable']
const nodeArb = fc.constantFrom(
  { type: 'send', settings: { channel: 'oa-template', content: {} } },
  { type: 'send', settings: { channel: 'wecom-welcome', content: {} } },
  { type: 'tag', settings: { add: ['x'], remove: ['y'] } },
  { type: 'tag', settings: {} },
  { type: 'wait', settings: { duration: { amount: 1, unit: 'hours' } } },
  { type: 'wait-for-event', settings: { events: ['menu.clicked'], timeout: { amount: 1, unit: 'days' } } },
  { type: 'yes-no', settings: { condition: condition('has-tag', { tags: ['x'] }) } },
  { type: 'alert-staff', settings: { kind: 'churn', targets: ['owner'], title: '流失' } },
  { type: 'exit', settings: {} },
  { type: 'ghost', settings: {} },
)
const journeyArb = fc
  .array(
    fc.record({
      node: nodeArb,
      exits: fc.dictionary(fc.constantFrom(...exitsOf), fc.constantFrom(...ids), { minKeys: 2 }),
    }),
    {
      minLength: 5,
      maxLength: 5,
    },
  )
  .map((drawn) =>
    publishedJourney(
      JourneyId.parse('jn_1'),
      1,
      JourneyDefinition.parse({
        entry: 'a',
        nodes: drawn.map(({ node, exits }, i) => ({ id: ids[i], ...node, exits })),
      }),
    ),
  )
const movesArb = fc.array(fc.constantFrom('timer', 'click', 'same-click', 'other-event', 'stale', 'late'), {
  maxLength: 15,
})
const seen = new Set<string>()

describe('every walk', () => {
  it('is a function of its input, makes no effect key twice, ignores stale wakes and ends or stands', () => {
    fc.assert(
      fc.property(journeyArb, movesArb, (journey, moves) => {
        let now = start
        let walk: Enrollment = enrolled(journey)
        const keys: string[] = []
        const visits: number[] = []
        const wake = (one: Wake) => {
          const step = advance(journey, walk, one, worldAt(now))
          expect(advance(journey, walk, one, worldAt(now))).toEqual(step)
          keys.push(...step.effects.map(({ key }) => key))
          visits.push(...step.trail.map(({ visit }) => visit))
          for (const { intent } of step.effects) seen.add(intent.kind)
          walk = step.enrollment
          seen.add(walk.state === 'left' ? 'exit' : walk.until ? 'wait' : 'stand')
        }
        wake(arrived)
        for (const [index, move] of moves.entries()) {
          const before = walk
          now = new Date(now.getTime() + 90 * 60_000)
          const clicked = (id: string) => event('menu.clicked', id, { key: 'A' })
          switch (move) {
            case 'timer':
              wake({ kind: 'timer', visit: walk.visit })
              break
            case 'click':
              wake({ kind: 'event', visit: walk.visit, event: clicked(`click-${index}`) })
              break
            case 'same-click':
              wake({ kind: 'event', visit: walk.visit, event: clicked('click') })
              break
            case 'other-event':
              wake({ kind: 'event', visit: walk.visit, event: event('contact.scanned', `s${index}`, { scene: null }) })
              expect(walk).toBe(before)
              break
            case 'stale':
              wake({ kind: 'timer', visit: walk.visit - 1 })
              expect(walk).toBe(before)
              break
            case 'late':
              wake({ kind: 'event', visit: walk.visit + 1, event: clicked(`late-${index}`) })
              expect(walk).toBe(before)
              break
          }
        }
        expect(new Set(keys).size).toBe(keys.length)
        expect(new Set(visits).size).toBe(visits.length)
        expect(walk.visit).toBeLessThanOrEqual((moves.length + 1) * MAX_HOPS)
      }),
      { numRuns: 400, seed: 20261122 },
    )
  })

  it('was drawn with sends, skips, tags, alerts, waits and exits in it', () => {
    expect([...seen].sort()).toEqual(expect.arrayContaining(['alert', 'exit', 'send', 'skip', 'tag', 'wait']))
  })
})

describe('draw', () => {
  it('gives the same numbers for the same seed, within [0,1), and others for another', () => {
    fc.assert(
      fc.property(fc.string(), (seed) => {
        const [a, b, c] = [seededDraw(seed), seededDraw(seed), seededDraw(`${seed}!`)]
        const row = [a(), a(), a()]
        expect([b(), b(), b()]).toEqual(row)
        expect(row.every((one) => one >= 0 && one < 1)).toBe(true)
        expect([c(), c(), c()]).not.toEqual(row)
      }),
    )
  })
})
