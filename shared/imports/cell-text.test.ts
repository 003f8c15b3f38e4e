import { describe, expect, it } from 'vitest'
import { isLandline, normalizePhone } from '../phone.ts'
import { cellText, dayText, meantCell, momentText, phoneText } from './cell-text.ts'

describe('a day in a cell', () => {
  it.each<[text: string, order: 'month-first' | 'day-first' | null, day: string]>([
    ['2027/3/1', null, '2027-03-01'],
    ['2027年3月1日', null, '2027-03-01'],
    ['20270301', null, '2027-03-01'],
    ['2027-03-01 10:30:00', null, '2027-03-01'],
    ['46447', null, '2027-03-01'],
    ['46447.25', null, '2027-03-01'],
    ['03/01/2027', 'month-first', '2027-03-01'],
    ['03/01/2027', 'day-first', '2027-01-03'],
    ['13/01/2027', null, '2027-01-13'],
    ['01/13/2027', 'day-first', '2027-01-13'],
    ['02/02/2027', null, '2027-02-02'],
  ])('%s (%s) is %s', (text, order, day) => expect(dayText(text, order)).toEqual({ text: day }))

  it.each<[text: string, problem: RegExp]>([
    ['03/01/2027', /3 月 1 日.*1 月 3 日/],
    ['2027-02-30', /不是有效的日期/],
    ['31/31/2027', /不是有效的日期/],
    ['20271301', /不是有效的日期/],
    ['某天', /不是有效的日期/],
    ['#REF!', /不是有效的日期/],
  ])('%s is refused', (text, problem) => {
    const read = dayText(text, null)
    expect('problem' in read ? read.problem : '').toMatch(problem)
  })
})

describe('a phone number in a cell', () => {
  it.each([
    ['13800000001', '13800000001'],
    ['+86 138-0000-0001', '13800000001'],
    ['0086 138 0000 0001', '13800000001'],
    ['(86)13800000001', '13800000001'],
    ['（86）138 0000 0001', '13800000001'],
    ['１３８０００００００１', '13800000001'],
    ['13800000001.0', '13800000001'],
    ['1.3800000001E+10', '13800000001'],
    ['1.3800000001e10', '13800000001'],
  ])('%s is read', (text, number) => {
    const read = phoneText(text)
    expect('text' in read ? normalizePhone(read.text) : read).toBe(number)
  })
  it.each(['1.38E+10', '1.3800E+10'])('%s has lost its last digits, and says so', (text) => {
    const read = phoneText(text)
    expect('problem' in read ? read.problem : '').toMatch(/科学计数法/)
  })
  it.each(['021-68888888', '(010) 6888 8888', '0571-88888888转123', '+86 21 68888888'])('%s is a landline', (text) =>
    expect([isLandline(text), normalizePhone(text)]).toEqual([true, null]),
  )
  it.each(['13800000001', '12345', '400'])('%s is none', (text) => expect(isLandline(text)).toBe(false))
})

describe('a moment in a cell', () => {
  it.each<[text: string, order: 'month-first' | 'day-first' | null, moment: string]>([
    ['2027-03-01 9:05', null, '2027-03-01 9:05'],
    ['2027/3/1', null, '2027-03-01'],
    ['01/03/2027 10:30', 'day-first', '2027-03-01 10:30'],
    ['46447.4375', null, '2027-03-01 10:30:00'],
    ['2027-03-01T10:30:00Z', null, '2027-03-01T10:30:00Z'],
  ])('%s (%s) is %s', (text, order, moment) => {
    expect(momentText(text, order)).toEqual({ text: moment })
  })
  it.each(['2027-02-30 10:00', '03/04/2027 10:00', '明天'])('%s is none', (text) => {
    expect(momentText(text, null)).toHaveProperty('problem')
  })
})

describe('a cell', () => {
  it.each<[cell: string | undefined, meant: string, plain: string]>([
    ["'=1+1", '=1+1', '=1+1'],
    ["'＝1", '＝1', '=1'],
    ['  A１ ', 'A１', 'A1'],
    ["'quoted'", "'quoted'", "'quoted'"],
    [undefined, '', ''],
  ])('%j is meant as %j, and read as %j where width says nothing', (cell, meant, plain) => {
    expect(meantCell(cell)).toBe(meant)
    expect(cellText(cell)).toBe(plain)
  })
})
