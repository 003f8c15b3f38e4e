import { beforeEach, describe, expect, it } from 'vitest'
import type { MiniEvent } from '../api/mini-events.ts'
import { createEventQueue, type Sent } from './event-queue.ts'

let stored: unknown
let batches: MiniEvent[][]
let answers: Sent[]
let timers: { ms: number; call: () => void }[]
let now: number
let made: number
beforeEach(() => {
  stored = null
  batches = []
  answers = []
  timers = []
  now = 1_760_000_000_000
  made = 0
})

const launched = () =>
  createEventQueue({
    storage: {
      read: () => structuredClone(stored),
      write(value) {
        stored = structuredClone(value)
      },
    },
    async send({ events }) {
      batches.push(events as MiniEvent[])
      return answers.shift() ?? 'taken'
    },
    now: () => now,
    newId: () => `event-${String(++made).padStart(4, '0')}`,
    after: (ms, call) => void timers.push({ ms, call }),
  })
/** The next pause is over, and what it led to is done. */
const later = async () => {
  const next = timers.shift()
  next?.call()
  await new Promise((resolve) => setImmediate(resolve))
  return next?.ms
}
const sent = () => batches.map((batch) => batch.map((event) => (event.kind === 'view' ? event.page : event.type)))

describe('what a mini-program tells', () => {
  it('leaves soon, several things at once, and is then forgotten', async () => {
    const queue = launched()
    queue.viewed('pages/home/index')
    queue.happened('coupon.opened', { coupon: 'A1', first: true })
    await later()
    expect(sent()).toEqual([['pages/home/index', 'coupon.opened']])
    expect(batches[0]?.[1]).toEqual({
      ...{ id: 'event-0002', at: now, kind: 'custom', type: 'coupon.opened' },
      properties: { coupon: 'A1', first: true },
    })
    expect([queue.waiting(), timers.length]).toEqual([0, 0])
  })

  it('waits without a network, with longer and longer pauses, under the same ids', async () => {
    const queue = launched()
    answers = ['later', 'later']
    queue.happened('a')
    expect([await later(), await later(), await later()]).toEqual([500, 1000, 2000])
    expect(sent()).toEqual([['a'], ['a'], ['a']])
    expect(new Set(batches.map(([event]) => event?.id)).size).toBe(1)
    expect(queue.waiting()).toBe(0)
  })

  it('outlives the mini-program: the next launch sends it with the time it happened', async () => {
    launched().happened('a')
    const happenedAt = now
    timers = []
    now += 86_400_000
    const queue = launched()
    queue.wake()
    await later()
    expect(batches[0]?.[0]?.at).toBe(happenedAt)
    expect(queue.waiting()).toBe(0)
  })

  it('is tried at once when there is a network again', async () => {
    const queue = launched()
    answers = ['later', 'later', 'later']
    queue.happened('a')
    for (let time = 0; time < 3; time += 1) await later()
    queue.wake()
    await later()
    expect([batches.length, queue.waiting()]).toEqual([4, 0])
  })

  it('that happens while a batch is under way is not lost with it', async () => {
    const queue = launched()
    queue.happened('a')
    timers.shift()?.call()
    queue.happened('b')
    await later()
    await later()
    expect(sent()).toEqual([['a'], ['b']])
    expect(queue.waiting()).toBe(0)
  })

  it('is given up when the server will never take it', async () => {
    const queue = launched()
    answers = ['refused']
    queue.happened('a')
    await later()
    expect([queue.waiting(), timers.length]).toEqual([0, 0])
  })

  it('keeps the newest five hundred, and fifty go at a time', async () => {
    const queue = launched()
    for (let index = 0; index < 510; index += 1) queue.happened(`e${index}`)
    expect(queue.waiting()).toBe(500)
    await later()
    expect([sent()[0]?.[0], sent()[0]?.length, queue.waiting()]).toEqual(['e10', 50, 450])
  })

  it.each([
    ['a storage that holds something else', { not: 'a list' }],
    ['an event of a version that nobody knows', [{ kind: 'old' }]],
  ])('begins anew with %s', (_name, before) => {
    stored = before
    const queue = launched()
    queue.happened('a')
    expect(queue.waiting()).toBe(1)
  })

  it('that no server would take is the caller’s mistake', () => {
    expect(() => launched().happened('with space')).toThrow('not an event')
  })
})
