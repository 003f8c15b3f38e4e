import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { aContact } from '../../test/builders/person.ts'
import type { DomainEvent } from '../events.ts'
import { EventId } from '../ids.ts'
import { dayOf } from '../local-time.ts'
import { nothingHappened } from '../segment/history.ts'
import type { ScoreFacts, ScoreName } from './contract.ts'
import { scoreFactsOf } from './facts.ts'
import { formulaText, levelOf, reckon, type ScoreFormula, usualFormula } from './formula.ts'
import { allScoreKinds, readFor, scoreKindOf, scoresTouchedBy } from './registry.ts'
import { ScoreLevels, TermSetting, usualLevels } from './settings.ts'

const TODAY = '2026-11-22'
const timeZone = 'Asia/Shanghai'
const kind = (name: ScoreName) => {
  const found = scoreKindOf(name)
  if (found === undefined) throw new Error(name)
  return found
}
const facts = (given: Partial<ScoreFacts> = {}): ScoreFacts => ({
  contact: aContact().build(),
  dayOf: (at) => dayOf(at, timeZone),
  days: [],
  purchases: [],
  brought: [],
  ...given,
})
const opened = (day: string, count = 1) => ({ event: 'mini.opened', day, count })
const only = (name: ScoreName, term: string, setting: TermSetting): ScoreFormula => ({
  terms: Object.fromEntries(
    kind(name).terms.map(({ id }) => [id, id === term ? setting : { weight: 0, halfLife: null, most: 0 }]),
  ),
  levels: usualLevels,
})
const openedFormula = (setting: Partial<TermSetting>) =>
  only('activity', 'opened', { weight: 10, halfLife: 14, most: 100, ...setting })

describe('a formula', () => {
  it.each([
    ['counts every time', openedFormula({}), [opened(TODAY, 3)], 30],
    ['leaves half after one half-life', openedFormula({}), [opened('2026-11-08', 4)], 20],
    ['leaves a quarter after two', openedFormula({}), [opened('2026-10-25', 4)], 10],
    ['leaves all of what does not fade', openedFormula({ halfLife: null }), [opened('2026-01-01', 4)], 40],
    ['gives no more than the line may', openedFormula({ most: 25 }), [opened(TODAY, 9)], 25],
    ['gives no more than a hundred', openedFormula({ weight: 100 }), [opened(TODAY, 9)], 100],
    ['never falls below nothing', openedFormula({ weight: -10 }), [opened(TODAY, 9)], 0],
    ['takes a day that is not yet for today', openedFormula({}), [opened('2026-11-23', 2)], 20],
    ['does not look behind two years', openedFormula({ halfLife: null }), [opened('2024-11-01', 9)], 0],
    ['counts nothing for a line without weight', openedFormula({ weight: 0 }), [opened(TODAY, 9)], 0],
  ])('%s', (_name, formula, days, score) => {
    expect(reckon(kind('activity'), formula, facts({ days }), TODAY).score).toBe(score)
  })

  it('says what each line gave, and that one was bounded', () => {
    const { terms } = reckon(kind('activity'), openedFormula({ most: 25 }), facts({ days: [opened(TODAY, 9)] }), TODAY)
    expect(terms[0]).toEqual({ term: 'opened', label: '打开小程序', amount: 9, points: 25, capped: true, text: '9 次' })
  })

  it('reads as a sentence', () => {
    expect(formulaText(kind('activity'), openedFormula({ most: 25 }))).toBe(
      '活跃度 = 打开小程序每次 10 分（最多 25 分，每 14 天减半），最低 0、最高 100',
    )
    expect(formulaText(kind('activity'), openedFormula({ weight: 0 }))).toContain('没有任何一项计分')
  })

  it.each([
    [0, 'none'],
    [1, 'low'],
    [39, 'low'],
    [40, 'middle'],
    [70, 'high'],
  ] as const)('%i is %s', (score, level) => {
    expect(levelOf(score, usualLevels)).toBe(level)
  })

  it.each([
    ['a weight that is no number', { weight: '很多', halfLife: 1, most: 1 }, '权重应为数字'],
    ['a weight that is not a number at all', { weight: Number.NaN, halfLife: 1, most: 1 }, '权重应为数字'],
    ['a weight beyond all measure', { weight: 1e9, halfLife: 1, most: 1 }, '权重不能大于 100'],
    ['a half-life of nothing', { weight: 1, halfLife: 0, most: 1 }, '半衰期至少 1 天'],
    ['half a day', { weight: 1, halfLife: 1.5, most: 1 }, '半衰期应为整天'],
    ['a bound below nothing', { weight: 1, halfLife: 1, most: -1 }, '上限不能小于 0'],
  ])('refuses %s', (_name, given, said) => {
    expect(TermSetting.safeParse(given).error?.issues[0]?.message).toBe(said)
  })

  it('refuses levels that stand on their heads', () => {
    expect(ScoreLevels.safeParse({ high: 40, middle: 40 }).error?.issues[0]?.message).toContain('应低于')
  })
})

describe('purchases', () => {
  const at = new Date('2026-11-20T04:00:00Z')
  const event = (type: string, properties: object) => ({ name: 'custom.happened', at, data: { type, properties } })
  const order = (externalId: string, fields: Record<string, unknown>) => ({ type: 'order', externalId, fields, at })
  const purchases = (events: ReturnType<typeof event>[], objects: ReturnType<typeof order>[] = []) =>
    scoreFactsOf({
      contact: aContact().build(),
      history: { ...nothingHappened, events, objects },
      brought: [],
      timeZone,
    }).purchases.map(({ amount }) => amount)

  it('an order that comes as an event and as a row counts once', () => {
    expect(purchases([event('order.paid', { order: 'A1', amount: 99 })], [order('A1', { amount: 99 })])).toEqual([99])
  })
  it('an order that is not paid is no purchase, one that was undone no more', () => {
    expect(purchases([], [order('A1', { amount: 99, status: 'placed' })])).toEqual([])
    expect(
      purchases([event('order.paid', { order: 'A1', amount: 99 })], [order('A1', { amount: 99, status: '已退款' })]),
    ).toEqual([])
  })
  it('a refund takes back what it gives back', () => {
    expect(
      purchases([
        event('order.paid', { order: 'A1', amount: 99 }),
        event('order.refunded', { order: 'A1', amount: 9 }),
      ]),
    ).toEqual([99, -9])
  })
  it('what has no number, and what has no sum, still is a purchase', () => {
    expect(purchases([event('store.purchased', { amount: '很多' }), event('store.purchased', {})])).toEqual([
      0.01, 0.01,
    ])
  })
})

describe('every score', () => {
  const dayArb = fc
    .integer({ min: 0, max: 900 })
    .map((ago) => dayOf(new Date(Date.parse(`${TODAY}T04:00:00Z`) - ago * 86_400_000), timeZone))
  const counters = allScoreKinds.flatMap(({ terms }) => terms.flatMap(({ source }) => source.counters ?? []))
  const factsArb = fc.record({
    days: fc.array(
      fc.record({ event: fc.constantFrom(...counters), day: dayArb, count: fc.integer({ min: 1, max: 9 }) }),
    ),
    brought: fc.array(fc.record({ day: dayArb, amount: fc.constant(1) }), { maxLength: 5 }),
  })
  const settingArb = fc.record({
    weight: fc.double({ min: -100, max: 100, noNaN: true }),
    halfLife: fc.option(fc.integer({ min: 1, max: 400 })),
    most: fc.double({ min: 0, max: 100, noNaN: true }),
  })

  it.each(allScoreKinds.map((one) => [one.label, one] as const))(
    '%s is a whole number from 0 to 100',
    (_label, own) => {
      const formulaArb = fc
        .array(settingArb, { minLength: own.terms.length, maxLength: own.terms.length })
        .map((settings) => ({
          terms: Object.fromEntries(own.terms.map(({ id }, index) => [id, settings[index] ?? own.terms[0]!.usual])),
          levels: usualLevels,
        }))
      fc.assert(
        fc.property(factsArb, fc.oneof(formulaArb, fc.constant(usualFormula(own))), (given, formula) => {
          const { score } = reckon(own, formula, facts(given), TODAY)
          return Number.isInteger(score) && score >= 0 && score <= 100
        }),
      )
    },
  )

  it('does not depend on the order in which its facts lie in the database', () => {
    fc.assert(
      fc.property(factsArb, fc.nat(), ({ days, brought }, turn) => {
        const turned = <T>(list: readonly T[]) => [
          ...list.slice(turn % (list.length + 1)),
          ...list.slice(0, turn % (list.length + 1)),
        ]
        const history = (activity: typeof days) => ({ ...nothingHappened, activity })
        const contact = aContact().build()
        const [one, other] = [
          scoreFactsOf({ contact, history: history(days), brought, timeZone }),
          scoreFactsOf({ contact, history: history(turned(days)), brought: turned(brought), timeZone }),
        ]
        for (const own of allScoreKinds) {
          const formula = usualFormula(own)
          expect(reckon(own, formula, other, TODAY)).toEqual(reckon(own, formula, one, TODAY))
        }
      }),
    )
  })

  it('has lines of different names, a weight for each, and Chinese everywhere', () => {
    for (const { terms, label, hint } of allScoreKinds) {
      expect(new Set(terms.map(({ id }) => id)).size).toBe(terms.length)
      for (const term of terms) expect(TermSetting.safeParse(term.usual).success).toBe(true)
      expect(`${label}${hint}`).toMatch(/[一-龥]/)
    }
  })
})

describe('an event', () => {
  const event = (name: string, fields: object = {}) =>
    ({ id: EventId.parse('e1'), at: new Date(), account: null, name, ...fields }) as DomainEvent
  const custom = (type: string) => event('custom.happened', { type, properties: {} })
  it.each([
    ['opening the mini-program', event('mini.opened'), ['activity', 'loyalty', 'intent']],
    ['a purchase', custom('order.paid'), ['loyalty', 'value', 'intent']],
    ['a row of an order', custom('object.order.created'), ['loyalty', 'value', 'intent']],
    ['a row of something else', custom('object.device.created'), []],
    ['a share', custom('page.shared'), ['spread']],
    ['a tag', event('tag.added'), []],
  ])('%s touches only what it can change', (_name, happened, names) => {
    expect(scoresTouchedBy(happened).map(({ name }) => name)).toEqual(names)
  })
})

describe('what is read for a score', () => {
  const counters = readFor(allScoreKinds).counters
  const day = fc
    .integer({ min: 0, max: 40 })
    .map((back) => `2026-${back < 22 ? '11' : '10'}-${String(back < 22 ? 22 - back : 53 - back).padStart(2, '0')}`)
  const occurrences = fc.array(fc.record({ day, amount: fc.integer({ min: 1, max: 500 }) }), { maxLength: 6 })

  it.each(allScoreKinds.map((one) => [one.name, one] as const))('is all that %s depends on', (_, one) => {
    const read = readFor([one])
    fc.assert(
      fc.property(
        fc.array(fc.record({ event: fc.constantFrom(...counters), day, count: fc.integer({ min: 1, max: 9 }) }), {
          maxLength: 12,
        }),
        occurrences,
        occurrences,
        (days, purchases, brought) => {
          const whole = facts({ days, purchases, brought })
          const part = facts({
            days: days.filter(({ event }) => read.counters.includes(event)),
            purchases: read.purchases ? purchases : [],
            brought: read.brought ? brought : [],
          })
          const formula = usualFormula(one)
          expect(reckon(one, formula, part, TODAY)).toEqual(reckon(one, formula, whole, TODAY))
        },
      ),
    )
  })

  it('is less for one than for all', () => {
    expect(readFor(allScoreKinds)).toMatchObject({ purchases: true, brought: true })
    expect(readFor([kind('activity')])).toMatchObject({ purchases: false, brought: false })
  })
})
