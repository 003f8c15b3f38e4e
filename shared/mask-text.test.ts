import { expect, it } from 'vitest'
import { maskDeep, maskText } from './mask-text.ts'

it.each([
  ['a mobile number in a sentence', '打我 13912345678，谢谢', '打我 139****5678，谢谢'],
  ['two of them', '13912345678/15812345678', '139****5678/158****5678'],
  ['an e-mail address', '发到 zhang.san@example.com.cn 吧', '发到 z***@example.com.cn 吧'],
  ['an ID number', '身份证 11010519491231002X', '身份证 110***********002X'],
  ['digits of something longer', '订单 2026139123456780001', '订单 2026139123456780001'],
  ['an id with such digits in it', 'oX13912345678abc', 'oX13912345678abc'],
  ['a number that is none', '12345678901', '12345678901'],
  ['what is masked already', '139****5678', '139****5678'],
])('%s', (_, text, masked) => {
  expect(maskText(text)).toBe(masked)
})

it('every text of an answer is masked, and nothing else is changed', () => {
  const at = new Date('2026-11-22T04:00:00Z')
  expect(maskDeep({ at, n: 13912345678, list: ['13912345678', { text: 'a@b.cn' }], none: null })).toEqual({
    ...{ at, n: 13912345678, list: ['139****5678', { text: 'a***@b.cn' }], none: null },
  })
})
