import { expect, it } from 'vitest'
import { normalizeIdNumber } from './id-number.ts'

it.each([
  ['as it is', '11010519491231002X', '11010519491231002X'],
  ['in full width, small x, with spaces', '１１０１０５ 19491231 002x', '11010519491231002X'],
  ['with a wrong check sign', '110105194912310021', null],
  ['of a day that was not', '110105194902310026', null],
  ['of fifteen digits', '110105491231002', null],
  ['with a letter', '11010519491231O02X', null],
])('an ID number %s', (_, typed, read) => {
  expect(normalizeIdNumber(typed)).toBe(read)
})
