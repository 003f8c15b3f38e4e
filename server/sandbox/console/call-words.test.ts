import { expect, it } from 'vitest'
import { wechatCalls } from '../platform/wechat/calls.ts'
import { wecomCalls } from '../platform/wecom/calls.ts'
import { callWords } from './src/call-words.ts'

it('every call of the platforms has a Chinese name in the log', () => {
  const nameless = [...wechatCalls, ...wecomCalls]
    .map(({ path }) => path)
    .filter((path) => callWords[path] === undefined)
  expect(nameless).toEqual([])
})
