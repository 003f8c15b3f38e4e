import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays } from '../local-time.ts'
import { preferencesOf, topicOf, usualPreferences } from './preferences.ts'
import { type BehaviourRule, daysLookedAt, strengthOf, TagName } from './rules.ts'

const TODAY = '2026-11-22'
const rule = (given: Partial<BehaviourRule> = {}): BehaviourRule => ({
  ...{ counter: 'mini.opened', times: 3, days: 7, halfLife: 10, weakest: 20 },
  ...given,
})
const on = (ago: number, count = 1) => ({ day: addDays(TODAY, -ago), count })

describe('a tag by behaviour', () => {
  it.each([
    ['is not there after too few', [on(0, 2)], 0],
    ['is strong after enough on one day', [on(0, 3)], 100],
    ['is strong after enough within the days', [on(0), on(3), on(6)], 100],
    ['is not there when they lie too far apart', [on(0), on(3), on(7)], 0],
    ['stays strong while they are within the days', [on(4), on(5), on(6)], 100],
    ['falls away from the day on which that ceased', [on(14), on(15), on(16)], 50],
    ['falls by half and half again', [on(24), on(25), on(26)], 25],
    ['counts the newest that were enough', [on(0), on(12), on(13), on(14), on(90, 9)], 57],
    ['takes a day that is not yet for today', [on(-1, 3)], 100],
  ])('%s', (_name, days, strength) => {
    expect(strengthOf(rule(), days, TODAY)).toBe(strength)
  })

  const daysArb = fc.array(
    fc.tuple(fc.nat(60), fc.integer({ min: 1, max: 4 })).map(([ago, count]) => on(ago, count)),
    {
      maxLength: 12,
    },
  )
  const ruleArb = fc
    .record({
      times: fc.integer({ min: 1, max: 6 }),
      days: fc.integer({ min: 1, max: 30 }),
      halfLife: fc.integer({ min: 1, max: 40 }),
    })
    .map(rule)

  it('does not depend on the order of its days, and more never makes it weaker', () => {
    fc.assert(
      fc.property(daysArb, daysArb, ruleArb, (days, more, own) => {
        const strength = strengthOf(own, days, TODAY)
        expect(strengthOf(own, [...days].reverse(), TODAY)).toBe(strength)
        expect(strengthOf(own, [...days, ...more], TODAY)).toBeGreaterThanOrEqual(strength)
      }),
    )
  })

  it('never grows by waiting, and is looked at as far back as it can matter', () => {
    fc.assert(
      fc.property(daysArb, ruleArb, fc.integer({ min: 0, max: 400 }), (days, own, later) => {
        const then = addDays(TODAY, later)
        const strength = strengthOf(own, days, then)
        expect(strength).toBeLessThanOrEqual(Math.max(strengthOf(own, days, TODAY), 0))
        const near = days.filter(({ day }) => day >= addDays(then, -daysLookedAt(own)))
        if (strength >= own.weakest) expect(strengthOf(own, near, then)).toBe(strength)
      }),
    )
  })
})

describe('preferences', () => {
  const at = new Date(`${TODAY}T04:00:00Z`)
  const clicked = (topic: string, times = 1, day = at) =>
    Array.from({ length: times }, () => ({
      name: 'link.clicked',
      at: day,
      data: { url: `https://a.cn/?topic=${encodeURIComponent(topic)}` },
    }))
  const learn = (events: ReturnType<typeof clicked>, given = {}) =>
    preferencesOf({ ...usualPreferences, ...given }, events, {
      today: TODAY,
      dayOf: (one) => one.toISOString().slice(0, 10),
    })

  it('are the few things clicked most', () => {
    expect(learn([...clicked('鞋', 3), ...clicked('包', 2), ...clicked('帽', 1)], { most: 2 })).toEqual([
      { tag: '偏好:鞋', strength: 3 },
      { tag: '偏好:包', strength: 2 },
    ])
  })
  it('fade', () => {
    expect(learn(clicked('鞋', 3, new Date(at.getTime() - 30 * 86_400_000)))).toEqual([])
  })
  it('are not learned when nobody wants them', () => {
    expect(learn(clicked('鞋', 9), { on: false })).toEqual([])
  })
  it.each([
    ['a category of an order', 'custom.happened', { properties: { category: '鞋' } }, '鞋'],
    ['a topic of a page', 'page.viewed', { page: '/list?x=1&category=%E9%9E%8B' }, '鞋'],
    ['nothing', 'custom.happened', { properties: { amount: 3 } }, null],
    ['something that is no text', 'custom.happened', { properties: { category: 3 } }, null],
    ['a broken address', 'page.viewed', { page: '/?topic=%E9%9E' }, null],
    ['a novel', 'page.viewed', { page: `/?topic=${'x'.repeat(200)}` }, null],
    ['another event', 'mini.opened', { page: '/?topic=a' }, null],
  ])('%s', (_name, name, data, topic) => {
    expect(topicOf(name, data)).toBe(topic)
  })
})

it.each([
  ['  鞋  ', true],
  ['', false],
  ['x'.repeat(41), false],
  ['a\u0000b', false],
])('a tag may be called %j: %s', (name, good) => {
  expect(TagName.safeParse(name).success).toBe(good)
})
