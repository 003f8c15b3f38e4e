import { expect, it } from 'vitest'
import type { Claimed } from '../store/outbox.ts'
import type { Channel } from './needs.ts'
import { type Call, type Ready, wavesOf } from './waves.ts'

const NOW = new Date('2026-03-01T08:00:30Z')
const WINDOW_MS = 60_000
const seconds = (count: number) => new Date(NOW.getTime() + count * 1000)

type Way = Partial<{ repeat: Channel['repeat']; gatherMs: number; most: number; fewest: number }>
/** `gatherMs` makes it a channel that takes many in one call. */
const channelOf = ({ repeat = 'keyed', gatherMs, most = 100, fewest = 1 }: Way) =>
  ({
    repeat,
    ...(gatherMs === undefined
      ? {}
      : { together: { gatherMs, most, fewest, senderOf: () => ({ account: 'ac_1', staff: null }) } }),
  }) as unknown as Channel

let made = 0
type Given = Way & Partial<Pick<Claimed, 'batch' | 'calledAt' | 'createdAt' | 'expires'>> & { says?: string }
function row(person: string, { says = '', batch = null, calledAt = null, ...more }: Given = {}): Ready {
  const { createdAt = seconds(-600), expires = null, ...way } = more
  made += 1
  const claimed = { key: `key:${made}:0`, contact: person, channel: 'c', batch, calledAt, createdAt, expires }
  return { row: claimed as unknown as Claimed, channel: channelOf(way), address: person, content: says, summary: '' }
}
const words = (call: Call) => {
  const rows = call.kind === 'single' ? [call.ready] : call.rows
  return `${rows[0]?.content}>${rows.map(({ address }) => address).join('+')}`
}
const told = (ready: readonly Ready[]) => wavesOf(ready, NOW).waves.map((wave) => wave.map(words))
const sizes = (ready: readonly Ready[]) => wavesOf(ready, NOW).waves.map((wave) => wave.length)
const crowd = (count: number, way: Way) => Array.from({ length: count }, (_, n) => row(`p${n}`, way))
const gathering = { gatherMs: WINDOW_MS }

it('calls for one person one after the other, in their order, and for others beside them', () => {
  const rows = ['a1', 'b1', 'a2', 'a3', 'b2'].map((name) => row(name.charAt(0), { says: name }))
  expect(told(rows)).toEqual([['a1>a', 'b1>b'], ['a2>a', 'b2>b'], ['a3>a']])
})

it.each([
  { way: { repeat: 'unsafe' }, count: 70, waves: [32, 32, 6] },
  { way: { repeat: 'keyed' }, count: 300, waves: [250, 50] },
  { way: { repeat: 'safe' }, count: 300, waves: [250, 50] },
] as const)('makes at most so many calls side by side as a kill may leave: $way.repeat', ({ way, count, waves }) => {
  expect(sizes(crowd(count, way))).toEqual(waves)
})

it('keeps the order of a person whose first call had to wait for room', () => {
  const rows = [...crowd(33, { repeat: 'unsafe' }), row('p32', { says: 'second' })]
  expect(told(rows).slice(1)).toEqual([['>p32'], ['second>p32']])
})

it('takes into an open call whom nothing else reaches in between, and opens another for the rest', () => {
  const shared = { says: 'x', gatherMs: 0 }
  const rows = [row('a', shared), row('b', shared), row('a', { says: 'other' }), row('a', shared), row('c', shared)]
  expect(told(rows)).toEqual([['x>a+b'], ['other>a'], ['x>a+c']])
})

it('fills a call up to what the platform takes', () => {
  const shared = { says: 'x', gatherMs: 0, most: 2 }
  expect(told(['a', 'b', 'c'].map((person) => row(person, shared)))).toEqual([['x>a+b', 'x>c']])
})

it('sends what was gathered after the rest, one content of a person after the other, and nobody twice in a call', () => {
  const rows = [
    ...[row('a', { says: 'x', ...gathering }), row('b', { says: 'x', ...gathering })],
    ...[row('a', { says: 'x', ...gathering }), row('a', { says: 'y', ...gathering }), row('a', { says: 'own' })],
  ]
  expect(told(rows)).toEqual([['own>a'], ['x>a+b'], ['x>a'], ['y>a']])
})

it('repeats a call that was cut off before all others, with exactly its people', () => {
  const again = { says: 'x', gatherMs: 0, batch: { key: 'k', size: 2 }, calledAt: seconds(-60) }
  const rows = [row('c', { says: 'other' }), row('a', again), row('b', again)]
  expect(told(rows)).toEqual([['x>a+b'], ['other>c']])
  const [first] = wavesOf(rows, NOW).waves[0] ?? []
  expect(first).toMatchObject({ batch: { key: 'k', size: 2 } })
})

it('waits a minute for the others of a call that was cut off', () => {
  const again = { says: 'x', gatherMs: 0, batch: { key: 'k', size: 2 }, calledAt: seconds(-60) }
  const { waves, waiting } = wavesOf([row('a', again)], NOW)
  expect({ waves, until: waiting.map(({ until }) => until) }).toEqual({ waves: [], until: [seconds(60)] })
})

it.each([
  { what: 'decided in this window', given: { createdAt: seconds(-10) }, until: seconds(30) },
  { what: 'decided in an earlier one', given: { createdAt: seconds(-40) }, until: null },
  { what: 'good only until before the end', given: { createdAt: seconds(-10), expires: seconds(29) }, until: null },
  { what: 'as many as the platform takes', given: { createdAt: seconds(-10), most: 1 }, until: null },
  { what: 'too few', given: { createdAt: seconds(-40), fewest: 2 }, until: seconds(30) },
  { what: 'too few for ten windows', given: { createdAt: seconds(-640), fewest: 2 }, until: null },
])('what is gathered, $what, leaves $until', ({ given, until }) => {
  const { waves, waiting } = wavesOf([row('a', { ...gathering, ...given })], NOW)
  expect(waiting.map((one) => one.until)).toEqual(until === null ? [] : [until])
  expect(waves.flat()).toHaveLength(until === null ? 1 : 0)
})
