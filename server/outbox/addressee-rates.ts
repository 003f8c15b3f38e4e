import { HOUR, MINUTE } from '../../shared/local-time.ts'
import type { Clock } from '../kit/clock.ts'
import { groupBy } from '../kit/group-by.ts'
import { newId } from '../kit/new-id.ts'
import type { AddresseeBook, AddresseeBooksStore } from '../store/addressee-books.ts'
import type { AddresseeLimit } from './needs.ts'
import type { Ready } from './waves.ts'

/**
 * What a platform takes for one addressee in a window. More than that vanishes although the answer is ok (facts C1.2):
 * nobody could tell afterwards, so each message books its place before it is called.
 */
export type Booked = { going: Ready[]; waiting: { ready: Ready; until: Date; why: string }[] }

const LENGTH = { minute: MINUTE, hour: HOUR } as const
/** A message may arrive later than it was booked: windows are counted this much longer than the platform's. */
const SLACK_MS = 15_000
const TRIES = 5

/** When one more may leave, after those that left at these times (rising). */
export function freeFrom(left: readonly Date[], limits: readonly AddresseeLimit[], now: Date): Date {
  const free = limits.map(({ per, most }) => {
    const before = left.at(-most)
    return before && left.length >= most ? before.getTime() + LENGTH[per] + SLACK_MS : 0
  })
  return new Date(Math.max(now.getTime(), ...free))
}

export type AddresseeRatesNeeds = {
  books: Pick<AddresseeBooksStore, 'of' | 'write'>
  clock: Clock
  machine: Clock
}

export function createAddresseeRates({ books, clock, machine }: AddresseeRatesNeeds) {
  /** Rows in their order: those that have a place go, each of the others is told when it will have one. */
  return async function book(ready: readonly Ready[]): Promise<Booked> {
    const limited = groupBy(ready, nameOf)
    const booked: Booked = { going: [...(limited.get('') ?? [])], waiting: [] }
    limited.delete('')
    for (let tries = 0; limited.size > 0 && tries < TRIES; tries += 1) {
      const now = clock.now()
      const placed = (await books.of([...limited.keys()])).map((found) =>
        placesOf(found, limited.get(found.name) ?? [], now),
      )
      const changed = placed.flatMap(({ book, going }) => (going.length > 0 ? [book] : []))
      const written = await books.write(changed, { by: newId('bk'), machineNow: machine.now() })
      for (const { book, going, waiting } of placed) {
        if (going.length > 0 && !written.has(book.name)) continue
        booked.going.push(...going)
        booked.waiting.push(...waiting)
        limited.delete(book.name)
      }
    }
    // Others write to the same people all the time: these come back in a moment.
    const until = new Date(clock.now().getTime() + 1000)
    for (const rows of limited.values()) {
      booked.waiting.push(...rows.map((one) => ({ ready: one, until, why: one.row.why })))
    }
    const order = new Map(ready.map((one, index) => [one, index]))
    booked.going.sort((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0))
    return booked
  }
}

/** Empty for what nobody limits. */
function nameOf({ row, channel, address }: Ready): string {
  const who = channel.perAddressee?.whoOf(address) ?? null
  return who === null ? '' : `${row.channel}|${who}`
}

function placesOf({ name, left, rev }: AddresseeBook, rows: readonly Ready[], now: Date) {
  const limits = rows[0]?.channel.perAddressee?.limits ?? []
  const longest = Math.max(...limits.map(({ per }) => LENGTH[per])) + SLACK_MS
  // What lies ahead of the clock was written before the clock was set back.
  const counted = left.filter((at) => now.getTime() - at.getTime() < longest && at.getTime() <= now.getTime() + MINUTE)
  const going: Ready[] = []
  const waiting: Booked['waiting'] = []
  const ahead = [...counted]
  for (const ready of rows) {
    const free = freeFrom(ahead, limits, now)
    ahead.push(free)
    // A call to many is repeated with exactly those it named before: they have their places.
    if (ready.row.batch !== null || free <= now) {
      going.push(ready)
      counted.push(now)
    } else waiting.push({ ready, until: free, why: sentenceOf(limits) })
  }
  return { book: { name, left: counted, rev }, going, waiting }
}

const names = { minute: '每分钟', hour: '每小时' } as const
const sentenceOf = (limits: readonly AddresseeLimit[]) =>
  `平台规定同一收件人${limits.map(({ per, most }) => `${names[per]}最多 ${most} 条`).join('、')}，排队等待`
