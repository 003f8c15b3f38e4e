import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Field, FieldName, FieldType } from './field.ts'
import { guessType, keepable, readDay, readValue } from './read-value.ts'

const field = (type: FieldType, options: string[] = []): Field => ({ name: 'f', label: '字段', type, options })
const read = (type: FieldType, given: unknown, options?: string[]) =>
  readValue(field(type, options), given, 'Asia/Shanghai')
const levels = ['金卡', '银卡']

describe('a value from outside', () => {
  it.each<[name: string, type: FieldType, given: unknown, value: unknown]>([
    ['a text', 'text', ' 上海 ', '上海'],
    ['a number where a text belongs', 'text', 12, '12'],
    ['a number', 'number', 99.5, 99.5],
    ['an amount with separators', 'number', '￥1,299.50', 1299.5],
    ['full-width digits', 'number', '９９', 99],
    ['a day', 'date', '2027-03-01', '2027-03-01'],
    ['a day with slashes', 'date', '2027/3/1', '2027-03-01'],
    ['a Chinese day with a time', 'date', '2027年3月1日 10:30', '2027-03-01'],
    ['an instant, as the day it is at home', 'date', '2027-02-28T17:00:00Z', '2027-03-01'],
    ['a yes', 'boolean', '是', true],
    ['a no', 'boolean', 0, false],
    ['one of the choices', 'choice', '金卡', '金卡'],
    ['several choices in one text', 'choices', '金卡、银卡，金卡', ['金卡', '银卡']],
    ['a list of choices', 'choices', ['银卡'], ['银卡']],
    ['a region', 'region', '浙江省 杭州市', '浙江省/杭州市'],
    ['a region in parts', 'region', ['浙江省', '杭州市', '西湖区'], '浙江省/杭州市/西湖区'],
  ])('is read: %s', (_, type, given, value) => expect(read(type, given, levels)).toEqual({ ok: true, value }))

  it.each<[name: string, type: FieldType, given: unknown, problem: RegExp]>([
    ['an object as text', 'text', { a: 1 }, /应为文本/],
    ['a text of a megabyte', 'text', 'x'.repeat(1_000_000), /最多 500 字/],
    ['words as a number', 'number', '很多', /应为数字/],
    ['half a number', 'number', '12px', /应为数字/],
    ['no number at all', 'number', Number.NaN, /应为数字/],
    ['an empty number', 'number', '', /应为数字/],
    ['the thirtieth of February', 'date', '2027-02-30', /应为日期/],
    ['a number as a date', 'date', 20270301, /应为日期/],
    ['a maybe', 'boolean', '也许', /应为是或否/],
    ['what is no choice', 'choice', '钻石', /只能是：金卡、银卡/],
    ['one wrong choice among right ones', 'choices', ['金卡', '钻石'], /没有选项「钻石」/],
    ['too deep a region', 'region', 'a/b/c/d', /应为地区/],
  ])('is refused with a clear sentence: %s', (_, type, given, problem) => {
    const answer = read(type, given, levels)
    expect(answer.ok ? '' : answer.problem).toMatch(problem)
  })

  it('that was read once reads as itself again', () => {
    const anything = fc.oneof(
      fc.string(),
      fc.double(),
      fc.boolean(),
      fc.date({ noInvalidDate: true }).map((at) => at.toISOString()),
      fc.array(fc.constantFrom(...levels, 'x')),
      fc.constantFrom(...levels, '是', '浙江 杭州', '2027/3/1', '1,000'),
    )
    let accepted = 0
    fc.assert(
      fc.property(fc.constantFrom(...FieldType.options), anything, (type, given) => {
        const first = read(type, given, levels)
        if (!first.ok) return
        accepted += 1
        expect(read(type, first.value, levels)).toEqual(first)
      }),
      { numRuns: 500 },
    )
    expect(accepted).toBeGreaterThan(50)
  })
})

it.each([
  [true, 'boolean'],
  [3, 'number'],
  ['99.5', 'number'],
  ['13800000000', 'text'],
  ['2027-03-01', 'date'],
  ['2027', 'number'],
  ['是', 'boolean'],
  [['a'], 'choices'],
  ['上海', 'text'],
  [null, 'text'],
])('an unknown %j looks like %s', (value, type) => expect(guessType(value)).toBe(type))

it.each([
  ['2027.3.1', '2027-03-01'],
  ['20270301', '2027-03-01'],
  ['2027-13-01', null],
  ['0000-00-00', null],
  ['soon', null],
])('the day of %s is %s', (text, day) => expect(readDay(text, 'UTC')).toBe(day))

it.each(['a.b', '$a', '@a', 'a b', '', '__proto__', 'x'.repeat(41), '{{a}}'])('%j is no name of a field', (name) =>
  expect(FieldName.safeParse(name).success).toBe(false),
)
it.each(['level', '会员等级', 'order_no', 'a-1'])('%j is a name of a field', (name) =>
  expect(FieldName.safeParse(name).success).toBe(true),
)

it('keeps of the unknown what it can hold', () => {
  expect([1, 'x', true, ['a']].map(keepable)).toEqual([1, 'x', true, ['a']])
  expect([null, {}, [1], 'x'.repeat(501), Number.POSITIVE_INFINITY].map(keepable)).toEqual([
    null,
    null,
    null,
    null,
    null,
  ])
})
