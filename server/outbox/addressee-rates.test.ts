import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type JourneyLine, journeyLine } from '../../test/builders/journey-line.ts'
import { freshDatabase } from '../../test/support/database.ts'
import type { OutboxDraft } from '../store/outbox.ts'
import { freeFrom } from './addressee-rates.ts'
import { createRelay } from './relay.ts'

const limits = [
  { per: 'minute', most: 2 },
  { per: 'hour', most: 5 },
] as const
const at = (time: string) => new Date(`2026-11-22T${time}Z`)

describe('one more may leave', () => {
  it.each([
    ['at once when nobody wrote', [], '02:00:00'],
    ['at once while there is room', ['01:59:50'], '02:00:00'],
    ['a minute and some seconds after the last but one', ['01:59:30', '01:59:50'], '02:00:45'],
    ['at once when the last but one is long gone', ['01:58:00', '01:59:50'], '02:00:00'],
    ['an hour and some seconds after the fifth last', ['01:10', '01:20', '01:30', '01:40', '01:50'], '02:10:15'],
  ])('%s', (_name, left, expected) => {
    const times = left.map((time) => at(time.length === 5 ? `${time}:00` : time))
    expect(freeFrom(times, limits, at('02:00:00'))).toEqual(at(expected))
  })
})

let database: Awaited<ReturnType<typeof freshDatabase>>
let line: JourneyLine
beforeAll(async () => {
  database = await freshDatabase()
  line = await journeyLine(database.connection)
})
beforeEach(async () => {
  line.sent.length = 0
  line.clock.forward({ days: 1 })
  await database.connection.collection('outbox').deleteMany({})
})
afterAll(() => database.close())

let made = 0
const put = async (userId: string, count: number, more: Partial<OutboxDraft> = {}) => {
  const drafts = Array.from({ length: count }, (): OutboxDraft => {
    const nobody = { contact: null, journey: null, enrollment: null, node: null, expires: null, marketing: false }
    const said = { channel: 'few-cards', address: { userId }, content: { text: '新线索' }, why: '测试' }
    return { ...nobody, ...said, key: `few:${++made}:0`, notBefore: line.clock.now(), ...more }
  })
  await line.outbox.put(drafts, line.clock.now())
  return drafts.map(({ key }) => key)
}
const rowsOf = (keys: readonly string[]) => Promise.all(keys.map((key) => line.outbox.get(key)))
const seconds = (from: Date, to: Date | undefined) => ((to?.getTime() ?? 0) - from.getTime()) / 1000

describe('messages to one addressee', () => {
  it('beyond the minute’s number wait until there is room, each for its own turn, and all of them leave', async () => {
    const now = line.clock.now()
    const keys = await put('wang', 5)
    await line.relay.sweep()
    expect(line.sent.map(({ key }) => key)).toEqual(keys.slice(0, 2))
    const rows = await rowsOf(keys)
    expect(rows.map((row) => row?.fate)).toEqual(['sent', 'sent', 'waiting', 'waiting', 'waiting'])
    expect(rows.slice(2).map((row) => seconds(now, row?.notBefore))).toEqual([75, 75, 150])
    expect(rows[2]?.why).toBe('平台规定同一收件人每分钟最多 2 条、每小时最多 5 条，排队等待')
    line.clock.forward({ seconds: 75 })
    await line.relay.sweep()
    line.clock.forward({ seconds: 75 })
    await line.relay.sweep()
    expect(line.sent.map(({ key }) => key)).toEqual(keys)
  })

  it('leave others their own', async () => {
    await put('wang', 3)
    const others = await put('li', 2)
    await line.relay.sweep()
    expect((await rowsOf(others)).map((row) => row?.fate)).toEqual(['sent', 'sent'])
  })

  it('wait for the hour when that is full, and are left out when they are too late then', async () => {
    const now = line.clock.now()
    const keys = await put('chen', 6)
    for (let minutes = 0; minutes < 3; minutes += 1) {
      await line.relay.sweep()
      line.clock.forward({ seconds: 75 })
    }
    const [late] = await put('chen', 1, { expires: new Date(line.clock.now().getTime() + 600_000) })
    await line.relay.sweep()
    expect(line.sent).toHaveLength(5)
    expect(seconds(now, (await rowsOf(keys))[5]?.notBefore)).toBe(3615)
    expect(await line.outbox.get(late ?? '')).toMatchObject({
      fate: 'skipped',
      why: expect.stringContaining('到时已过有效期'),
    })
  })

  it('are counted for all workers together', async () => {
    const relays = Array.from({ length: 4 }, () => createRelay(line.relayNeeds))
    await put('zhao', 12)
    await Promise.all(relays.map((relay) => relay.sweep()))
    await Promise.all(relays.map((relay) => relay.sweep()))
    expect(line.sent).toHaveLength(2)
  })

  it('that several workers hold at once have their places one by one', async () => {
    await Promise.all(['wu', 'xu', 'yu'].map((userId) => put(userId, 1)))
    const relays = Array.from({ length: 3 }, () => createRelay(line.relayNeeds))
    for (let again = 0; again < 4; again += 1) {
      await Promise.all(['wu', 'xu', 'yu'].map((userId) => put(userId, 2)))
      await Promise.all(relays.map((relay) => relay.sweep()))
    }
    const whom = line.sent.map(({ address }) => (address as { userId: string }).userId)
    expect(['wu', 'xu', 'yu'].map((userId) => whom.filter((one) => one === userId).length)).toEqual([2, 2, 2])
  })
})
