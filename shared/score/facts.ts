import type { Contact } from '../contact.ts'
import { counterOf } from '../counters.ts'
import { addDays, dayOf, instantOf } from '../local-time.ts'
import type { History, Measure } from '../segment/history.ts'
import type { Occurrence, ScoreFacts } from './contract.ts'

/** Orders may come as events, as rows of an object that managers call `order`, or as both: each counts once. */
export const ORDER_OBJECT = 'order'
const PAID = ['order.paid', 'store.purchased']
const REFUNDED = 'order.refunded'
export const purchaseCounters: readonly string[] = [...PAID, REFUNDED].map(counterOf)
/** An order in one of these states was not paid yet; in one of those it is no more, whatever an event said. */
const unpaid: ReadonlySet<unknown> = new Set(['placed', 'unpaid', 'pending', '待支付', '未支付'])
const undone: ReadonlySet<unknown> = new Set([
  'cancelled',
  'canceled',
  'closed',
  'refunded',
  '已取消',
  '已关闭',
  '已退款',
])

/** What to read of people's histories, from so many days back. */
export function scoreMeasures(given: {
  counters: readonly string[]
  purchases: boolean
  days: number
  now: Date
  timeZone: string
}): Measure[] {
  const { counters, purchases, days, now, timeZone } = given
  const day = addDays(dayOf(now, timeZone), -days)
  const from = instantOf(day, '00:00', timeZone)
  const counting = { take: { kind: 'count' }, from: null, to: null } as const
  const activity: Measure = {
    source: 'activity',
    rows: {
      all: [
        { at: 'event', is: counters },
        { at: 'day', from: day },
        { at: 'count', from: 1 },
      ],
    },
    ...counting,
  }
  const bought: Measure[] = [
    {
      source: 'events',
      rows: {
        all: [
          { at: 'name', is: ['custom.happened'] },
          { at: 'data.type', is: [...PAID, REFUNDED] },
          { at: 'at', from },
        ],
      },
      ...counting,
    },
    {
      source: 'objects',
      rows: {
        all: [
          { at: 'type', is: [ORDER_OBJECT] },
          { at: 'at', from },
        ],
      },
      ...counting,
    },
  ]
  return [...(counters.length === 0 ? [] : [activity]), ...(purchases ? bought : [])]
}

/** Sorted, whatever order the database gave: the same facts add up to the same score to the last digit. */
export function scoreFactsOf(given: {
  contact: Contact
  history: History
  brought: readonly Occurrence[]
  timeZone: string
}): ScoreFacts {
  const { contact, history, brought, timeZone } = given
  const inOrder = (at: Date) => dayOf(at, timeZone)
  return {
    contact,
    dayOf: inOrder,
    days: [...history.activity].sort((a, b) => text(a.day, b.day) || text(a.event, b.event) || a.count - b.count),
    purchases: purchasesOf(history, inOrder),
    brought: [...brought].sort((a, b) => text(a.day, b.day)),
  }
}

type Sale = { order: string | null; day: string; amount: number }

function purchasesOf({ events, objects }: History, day: (at: Date) => string): Occurrence[] {
  const gone = new Set(objects.flatMap(({ externalId, fields }) => (undone.has(fields.status) ? [externalId] : [])))
  const told = events.flatMap(({ at, data }): (Sale & { back: boolean })[] => {
    const { type, properties } = data
    if (typeof type !== 'string' || !isRecord(properties)) return []
    const back = type === REFUNDED
    if (!back && !PAID.includes(type)) return []
    const order = orderOf(properties)
    if (order !== null && gone.has(order)) return []
    return [{ order, day: day(at), amount: amountOf(properties) * (back ? -1 : 1), back }]
  })
  const rows = objects.flatMap(({ externalId, fields, at }): Sale[] => {
    if (unpaid.has(fields.status) || undone.has(fields.status)) return []
    return [{ order: externalId, day: day(at), amount: amountOf(fields) }]
  })
  const sales = new Map<string, Sale>()
  const rest: Sale[] = []
  for (const sale of [...told.filter(({ back }) => !back), ...rows].sort(earliestFirst)) {
    if (sale.order === null) rest.push(sale)
    else if (!sales.has(sale.order)) sales.set(sale.order, sale)
  }
  return [...sales.values(), ...rest, ...told.filter(({ back }) => back)]
    .sort(earliestFirst)
    .map(({ day: on, amount }) => ({ day: on, amount }))
}

const earliestFirst = (a: Sale, b: Sale) =>
  text(a.day, b.day) || text(a.order ?? '', b.order ?? '') || b.amount - a.amount
const text = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

const orderOf = ({ order, externalId }: Record<string, unknown>): string | null => {
  const number = order ?? externalId
  return typeof number === 'string' || typeof number === 'number' ? String(number) : null
}
/** An order that does not say what it cost still is one. */
const amountOf = ({ amount }: Record<string, unknown>): number =>
  typeof amount === 'number' && Number.isFinite(amount) && amount > 0 ? amount : 0.01
