import { expect, test } from 'vitest'
import { paramsOf } from './params.ts'

test.each([
  ['nothing', ' \n', {}],
  ['two lines', 'code=1234\n name = 林小满 ', { code: '1234', name: '林小满' }],
  ['a full-width sign', '1＝好', { 1: '好' }],
  ['a sign in the value', 'q=a=b', { q: 'a=b' }],
  ['a name alone', 'code', { code: '' }],
])('reads %s', (_what, text, params) => expect(paramsOf(text)).toEqual(params))
