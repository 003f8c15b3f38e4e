import { describe, expect, it } from 'vitest'
import { maskedPhone, maskPhone, normalizePhone } from './phone.ts'

describe('a phone number', () => {
  it.each([
    ['plain digits', '13800001234', '13800001234'],
    ['spaces', ' 138 0000 1234 ', '13800001234'],
    ['dashes', '138-0000-1234', '13800001234'],
    ['long dashes', '138–0000—1234', '13800001234'],
    ['+86', '+86 138 0000 1234', '13800001234'],
    ['0086', '008613800001234', '13800001234'],
    ['86 without a plus', '8613800001234', '13800001234'],
    ['full-width digits and plus', '+86138-0000-1234', '13800001234'],
    ['brackets', '(+86)13800001234', '13800001234'],
    ['another country', '+1 (202) 555-0143', '+12025550143'],
    ['a number of another country that looks like a mobile one', '+1 310 555 0143', '+13105550143'],
    ['00 and another country', '0013105550143', '+13105550143'],
    ['the 0 of a long-distance call', '013800001234', '13800001234'],
    ['the 0 behind the country', '+86 (0) 138 0000 1234', '13800001234'],
    ['an apostrophe of a spreadsheet', "'13800001234", '13800001234'],
    ['quotes', '“13800001234”', '13800001234'],
    ['a word in front', '手机：138 0000 1234', '13800001234'],
    ['another word in front', '联系电话13800001234', '13800001234'],
    ['an English word in front', 'Tel. +86 138-0000-1234', '13800001234'],
    ['dots', '138·0000·1234', '13800001234'],
    ['two numbers', '13800001234/13900001234', null],
    ['too short', '1380000123', null],
    ['too long', '138000012345', null],
    ['a landline without an area rule', '02112345678', null],
    ['+86 with a number that is no mobile', '+862112345678', null],
    ['letters', '1380000123a', null],
    ['eight last digits that begin with zeros', '00000042', null],
    ['nothing', '', null],
    ['scientific notation of a spreadsheet', '1.38E+10', null],
  ])('with %s is read as it was meant', (_name, typed, expected) => {
    expect(normalizePhone(typed)).toBe(expected)
  })

  it('is masked in the middle', () => {
    expect(maskPhone('13800001234')).toBe('138****1234')
    expect(maskPhone('+12025550143')).toBe('120****0143')
  })
})

describe('a number that came masked', () => {
  it.each([
    ['138****1234', '138****1234'],
    ['138 **** 1234', '138****1234'],
    ['138-xxxx-1234', '138****1234'],
    ['138＊＊＊＊１２３４', '138****1234'],
    ['+86 138****1234', '138****1234'],
    ['138••••1234', '138****1234'],
    ['138***1234', '138****1234'],
    ['13800001234', null],
    ['128****1234', null],
    ['138****123', null],
    ['138**1234', null],
    ['138********1234', null],
    ['****1234', null],
    ['', null],
  ])('%s is %j', (text, masked) => {
    expect(maskedPhone(text)).toBe(masked)
    if (masked !== null) expect(normalizePhone(text)).toBeNull()
  })
})
