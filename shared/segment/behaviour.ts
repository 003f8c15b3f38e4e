import { z } from 'zod'
import { counterOf } from '../counters.ts'
import type { EventName } from '../events.ts'
import { daysOf, momentRule, momentsOf, Window, Words, windowSaid } from './compare.ts'
import { type Asked, defineCondition, ofHistory } from './contract.ts'
import type { Measure } from './history.ts'
import type { Rule } from './rule.ts'

/**
 * What all behaviour conditions are: some event happened so many times, or never, or for the first or last time, or
 * brought so much together, within a window of days; and only those whose fields say so count. Without fields the day
 * counters answer; with them the events themselves.
 */
export type Act = {
  label: string
  event: EventName
  /** Of a custom event: its type. */
  type?: string
  /** Only some of these events, whatever the manager asks. */
  only?: Rule
}

const howWords = {
  'at-least': '至少几次',
  'at-most': '最多几次',
  exactly: '正好几次',
  between: '几次到几次',
  never: '没有发生过',
  first: '第一次发生在',
  last: '最近一次发生在',
  'sum-at-least': '合计至少',
  'sum-at-most': '合计最多',
}
const how = { title: '次数', labels: howWords }
const times = z.number().int().min(0, '不能为负数').max(100_000)
const countOptions = [
  z.object({
    how: z.literal('at-least').default('at-least').meta(how),
    times: times.min(1, '至少 1 次').meta({ title: '几次' }),
  }),
  z.object({ how: z.enum(['at-most', 'exactly']).meta(how), times: times.meta({ title: '几次' }) }),
  z.object({
    how: z.literal('between').meta(how),
    least: times.meta({ title: '最少' }),
    most: times.meta({ title: '最多' }),
  }),
  z.object({ how: z.enum(['never', 'first', 'last']).meta(how) }),
] as const
const sumOption = z.object({
  how: z.enum(['sum-at-least', 'sum-at-most']).meta(how),
  of: Words(40, '请填写字段')
    .regex(/^[^.$]+$/, '字段名不能含有点号')
    .meta({ title: '哪个数值字段' }),
  amount: z.number().min(0).max(1e12).meta({ title: '合计' }),
})
export const Times = z.discriminatedUnion('how', [...countOptions, sumOption])
export type Times = z.infer<typeof Times>
export const CountedTimes: z.ZodType<Times> = z.discriminatedUnion('how', countOptions)
export const once = { how: 'at-least', times: 1 } as const

export function timesSaid(own: Times, what: string, when: string, unit = '次'): string {
  switch (own.how) {
    case 'at-least':
      return `${when}${what}至少 ${own.times} ${unit}`
    case 'at-most':
      return `${when}${what}最多 ${own.times} ${unit}`
    case 'exactly':
      return `${when}${what}正好 ${own.times} ${unit}`
    case 'between':
      return `${when}${what} ${own.least} 到 ${own.most} ${unit}`
    case 'never':
      return `${when}没有${what}`
    case 'first':
      return `第一次${what}在${when || '任何时候'}`
    case 'last':
      return `最近一次${what}在${when || '任何时候'}`
    case 'sum-at-least':
      return `${when}${what}的${own.of}合计至少 ${own.amount}`
    case 'sum-at-most':
      return `${when}${what}的${own.of}合计最多 ${own.amount}`
  }
}

const filterWords = {
  equals: '等于',
  'not-equals': '不等于',
  contains: '包含',
  'starts-with': '开头是',
  above: '大于',
  'at-least': '大于等于',
  below: '小于',
  'at-most': '小于等于',
}
const operator = { title: '比较', labels: filterWords }
/** One field of an event or object compared; `field` is offered, or typed where nobody knows the fields. */
export function FieldFilter(field: z.ZodType<string>) {
  return z.discriminatedUnion('operator', [
    z.object({
      field,
      operator: z.enum(['equals', 'not-equals', 'contains', 'starts-with']).meta(operator),
      value: Words(200, '请填写要比较的内容').meta({ title: '内容', widget: 'line' }),
    }),
    z.object({
      field,
      operator: z.enum(['above', 'at-least', 'below', 'at-most']).meta(operator),
      number: z.number().min(-1e12).max(1e12).meta({ title: '数值' }),
    }),
  ])
}
export type FieldFilter = z.infer<ReturnType<typeof FieldFilter>>
export const fieldName = Words(40, '请填写字段').regex(/^[^.$]+$/, '字段名不能含有点号')

/** What a form gives as text may lie there as a number or as yes and no. */
const readings = (value: string) => [
  value,
  ...(value.trim() !== '' && Number.isFinite(Number(value)) ? [Number(value)] : []),
  ...(value === 'true' ? [true] : value === 'false' ? [false] : []),
]

export function filterRule(at: string, own: FieldFilter): Rule {
  switch (own.operator) {
    case 'equals':
      return { at, is: readings(own.value) }
    case 'not-equals':
      return { not: { at, is: readings(own.value) } }
    case 'contains':
      return { at, contains: own.value }
    case 'starts-with':
      return { at, startsWith: own.value }
    case 'above':
      return { at, above: own.number }
    case 'at-least':
      return { at, from: own.number }
    case 'below':
      return { at, below: own.number }
    case 'at-most':
      return { at, to: own.number }
  }
}

export const filterSaid = (own: FieldFilter, label: string): string =>
  `${label}${filterWords[own.operator]}${'value' in own ? `「${own.value}」` : ` ${own.number}`}`

/** How rows are counted: by the day counters, or one by one. */
type Rows = Pick<Measure, 'source' | 'rows'> & {
  day: string | null
  moment: string
  count: Measure['take']
  sumAt: string
}

/** The measure that `times` and `window` ask of some rows. */
export function measured(
  own: Times,
  window: Window,
  here: Pick<Asked<unknown>, 'now' | 'timeZone'>,
  given: Rows,
): Measure {
  const { source, rows, count } = given
  const inWindow = window.when === 'ever' ? [] : [within(window, here, given)]
  const counting = { source, rows: { all: [rows, ...inWindow] }, take: count }
  switch (own.how) {
    case 'at-least':
      return { ...counting, from: own.times, to: null }
    case 'at-most':
      return { ...counting, from: null, to: own.times }
    case 'exactly':
      return { ...counting, from: own.times, to: own.times }
    case 'between':
      return { ...counting, from: own.least, to: own.most }
    case 'never':
      return { ...counting, from: null, to: 0 }
    case 'sum-at-least':
    case 'sum-at-most': {
      const take = { kind: 'sum', at: `${given.sumAt}.${own.of}` } as const
      return own.how === 'sum-at-least'
        ? { ...counting, take, from: own.amount, to: null }
        : { ...counting, take, from: null, to: own.amount }
    }
    case 'first':
    case 'last':
      return { source, rows, take: { kind: own.how, at: given.day ?? given.moment }, ...boundsOf(window, here, given) }
  }
}

function within(window: Window, here: Pick<Asked<unknown>, 'now' | 'timeZone'>, { day, moment }: Rows): Rule {
  if (day === null) return momentRule(moment, window, here)
  const { from, to } = daysOf(window, here)
  return { at: day, ...(from === null ? {} : { from }), ...(to === null ? {} : { to }) }
}

/** The last instant before the window's end: bounds count in. */
function boundsOf(window: Window, here: Pick<Asked<unknown>, 'now' | 'timeZone'>, { day }: Rows) {
  if (day !== null) return daysOf(window, here)
  const { from, below } = momentsOf(window, here)
  return { from, to: below === null ? null : new Date(below.getTime() - 1) }
}

/** The rows of these acts: counted by day where nothing but their names is asked. */
export function rowsOf(acts: readonly Act[], filters: readonly Rule[], summing: boolean): Rows {
  const custom = acts.some(({ event }) => event === 'custom.happened')
  const sumAt = custom ? 'data.properties' : 'data'
  if (filters.length === 0 && !summing && acts.every(({ only }) => only === undefined)) {
    const names = acts.map(({ event, type }) => (type === undefined ? event : counterOf(type)))
    const rows = {
      all: [
        { at: 'event', is: names },
        { at: 'count', from: 1 },
      ],
    }
    return { source: 'activity', rows, day: 'day', moment: 'day', count: { kind: 'sum', at: 'count' }, sumAt }
  }
  const happened = acts.map(
    ({ event, type, only }): Rule => ({
      all: [
        { at: 'name', is: [event] },
        ...(type === undefined ? [] : [{ at: 'data.type', is: [type] }]),
        ...(only === undefined ? [] : [only]),
      ],
    }),
  )
  const rows: Rule = { all: [happened.length === 1 && happened[0] ? happened[0] : { any: happened }, ...filters] }
  return { source: 'events', rows, day: null, moment: 'at', count: { kind: 'count' }, sumAt }
}

export type BehaviourSettings = { what: string; times: Times; window: Window; filters: FieldFilter[] }

/**
 * One behaviour condition. `acts` by the value of 「哪一种」, which is asked only where there are several; `fields` are the
 * event's fields that may be asked about, with their Chinese names.
 */
export function defineBehaviour<const T extends string>(given: {
  type: T
  label: string
  acts: Readonly<Record<string, Act & { also?: readonly Act[] }>>
  fields: Readonly<Record<string, string>>
  /** Fields that can be added up. */
  sums?: true
}) {
  const { type, label, acts, fields, sums } = given
  const kinds = Object.keys(acts)
  const names = Object.keys(fields)
  const labels = Object.fromEntries(Object.entries(acts).map(([name, act]) => [name, act.label]))
  const what = z
    .enum(kinds)
    .default(kinds[0] ?? '')
    .meta({ title: '哪一种', labels })
  const filter = FieldFilter(z.enum(names).meta({ title: '字段', labels: fields }))
  const common = {
    times: (sums ? Times : CountedTimes).default(once).meta({ title: '次数' }),
    window: Window.default({ when: 'last', days: 30 }).meta({ title: '时间' }),
    filters: z.array(filter).max(5, '最多 5 个').default([]).meta({ title: '只算其中', description: '不填表示都算' }),
  }
  const settings: z.ZodType<BehaviourSettings> =
    kinds.length > 1
      ? z.object({ what, ...common })
      : z.object(common).transform((own) => ({ what: kinds[0] ?? '', ...own }))
  const actsOf = (chosen: string): Act[] => {
    const act = acts[chosen]
    return act === undefined ? [] : [act, ...(act.also ?? [])]
  }
  const everything = Object.keys(acts).flatMap(actsOf)
  const custom = everything.some(({ event }) => event === 'custom.happened')
  return defineCondition({
    type,
    label,
    group: 'behaviour',
    settings,
    summary({ what: chosen, times: own, window, filters }) {
      const only = filters.map((one) => filterSaid(one, fields[one.field] ?? one.field)).join('、')
      const said = own.how.startsWith('sum') && 'of' in own ? { ...own, of: fields[own.of] ?? own.of } : own
      return `${timesSaid(said, `「${acts[chosen]?.label ?? label}」`, windowSaid(window))}${only && `（${only}）`}`
    },
    changesOn: [...new Set(everything.map(({ event }) => event))],
    ...ofHistory<BehaviourSettings>(({ settings: own, now, timeZone }) => {
      const at = (field: string) => (custom ? `data.properties.${field}` : `data.${field}`)
      const filters = own.filters.map((one) => filterRule(at(one.field), one))
      const rows = rowsOf(actsOf(own.what), filters, own.times.how.startsWith('sum'))
      return measured(own.times, own.window, { now, timeZone }, rows)
    }),
  })
}

/** An act that the suite knows as a custom event. */
export const knownAct = (type: string, label: string): Act => ({ label, event: 'custom.happened', type })
