import { describe, expect, it } from 'vitest'
import { aContact } from '../../test/builders/person.ts'
import { defaultPace, isQuiet, paceOf } from './pace.ts'

const at = (text: string) => new Date(`2026-11-${text}:00+08:00`)
const ask = (given: Partial<Parameters<typeof paceOf>[0]> = {}) =>
  paceOf({
    row: { channel: 'oa-template', marketing: true, expires: null, createdAt: at('22T12:00') },
    contact: aContact().following().build(),
    marketingDays: [],
    limit: null,
    now: at('22T12:00'),
    rules: defaultPace,
    ...given,
  })

describe('quiet hours', () => {
  it.each([
    ['the last open minute', '22T21:29', false],
    ['the first quiet minute', '22T21:30', true],
    ['midnight', '23T00:00', true],
    ['the last quiet minute', '23T08:59', true],
    ['the first open minute', '23T09:00', false],
  ])('%s', (_name, time, quiet) => expect(isQuiet(at(time), defaultPace)).toBe(quiet))

  it.each([
    ['in the evening', '22T22:00', '23T09:00'],
    ['after midnight', '23T03:00', '23T09:00'],
    ['at the end of a month', '30T23:00', null],
  ])('push marketing %s to the next open slot', (_name, now, until) => {
    const expected = until ? at(until) : new Date('2026-12-01T09:00:00+08:00')
    expect(ask({ now: at(now) })).toEqual({ kind: 'hold', until: expected, why: '免打扰时段 21:30–09:00' })
  })

  it('may lie within one day', () => {
    const rules = { ...defaultPace, quiet: { from: '12:00', to: '14:00' } }
    expect(ask({ rules, now: at('22T12:30') })).toMatchObject({ kind: 'hold', until: at('22T14:00') })
    expect(ask({ rules, now: at('22T23:30') })).toEqual({ kind: 'go' })
  })

  it('do not hold what is no marketing', () => {
    const row = { channel: 'oa-template', marketing: false, expires: null, createdAt: at('22T12:00') }
    expect(ask({ row, now: at('22T23:00') })).toEqual({ kind: 'go' })
  })
})

describe('caps', () => {
  const days = (...numbers: number[]) => numbers.map((day) => `2026-11-${day}`)
  it.each([
    ['nothing so far', [], { kind: 'go' }],
    ['one yesterday', days(21), { kind: 'go' }],
    ['one today', days(22), { kind: 'hold', until: at('23T09:00'), why: '每天最多 1 条营销消息' }],
    ['three this week', days(17, 19, 21), { kind: 'hold', until: at('24T09:00'), why: '7 天内最多 3 条营销消息' }],
    ['three, one of them a week ago', days(15, 19, 21), { kind: 'go' }],
    ['four this week', days(16, 17, 19, 21), { kind: 'hold', until: at('24T09:00'), why: '7 天内最多 3 条营销消息' }],
  ])('%s', (_name, marketingDays, verdict) => expect(ask({ marketingDays })).toEqual(verdict))
})

describe('expiry and consent', () => {
  const row = (expires: Date | null) => ({
    channel: 'oa-template',
    marketing: true,
    expires,
    createdAt: at('22T12:00'),
  })
  it.each([
    ['late for everything', { row: { ...row(at('22T12:00')), marketing: false } }, '已过有效期，不再发送'],
    [
      'would be late after the hold',
      { row: row(at('23T08:00')), now: at('22T22:00') },
      '免打扰时段 21:30–09:00，到时已过有效期，不再发送',
    ],
    [
      'kept back by caps for nine days',
      { row: row(null), now: new Date('2026-12-01T22:00:00+08:00') },
      '免打扰时段 21:30–09:00，到时已过有效期，不再发送',
    ],
    [
      'kept back by caps for nine days, though it expires later',
      { row: row(new Date('2026-12-31T12:00:00+08:00')), now: new Date('2026-12-01T22:00:00+08:00') },
      '免打扰时段 21:30–09:00，到时已过有效期，不再发送',
    ],
    [
      'refused',
      {
        contact: aContact()
          .with({ consent: { 'oa-template': 'refused' } })
          .build(),
      },
      '对方已拒绝接收此渠道的营销消息',
    ],
  ])('drops what is %s', (_name, given, why) => expect(ask(given)).toEqual({ kind: 'drop', why }))
})

describe('what the platform lets one person have', () => {
  const notMarketing = { channel: 'oa-mass', marketing: false, expires: null, createdAt: at('28T12:00') }
  const monthly = (days: string[]) => ({ most: 4, per: 'month' as const, days })
  const daily = (days: string[]) => ({ most: 1, per: 'day' as const, days })
  const november = ['2026-11-01', '2026-11-02', '2026-11-03', '2026-11-04']

  it.each([
    ['three this month', monthly(november.slice(1)), { kind: 'go' }],
    ['four, one of them last month', monthly(['2026-10-31', ...november.slice(1)]), { kind: 'go' }],
    [
      'four this month',
      monthly(november),
      { kind: 'hold', until: new Date('2026-12-01T09:00:00+08:00'), why: '平台规定每人每月最多 4 条' },
    ],
    ['one yesterday', daily(['2026-11-27']), { kind: 'go' }],
    ['one today', daily(['2026-11-28']), { kind: 'hold', until: at('29T09:00'), why: '平台规定每人每天最多 1 条' }],
  ])('%s', (_name, limit, verdict) => {
    expect(ask({ row: notMarketing, limit, now: at('28T12:00') })).toEqual(verdict)
  })

  it('is not waited for when nobody would remember it', () => {
    const early = { ...notMarketing, createdAt: at('10T12:00') }
    expect(ask({ row: early, limit: monthly(november), now: at('10T12:00') })).toEqual({
      kind: 'drop',
      why: '平台规定每人每月最多 4 条，到时已过有效期，不再发送',
    })
  })
})
