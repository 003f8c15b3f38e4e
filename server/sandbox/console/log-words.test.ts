import { expect, it } from 'vitest'
import { callbackNames } from '../callbacks/names.ts'
import { wechatCalls } from '../platform/wechat/calls.ts'
import { wecomCalls } from '../platform/wecom/calls.ts'
import { logWords } from './src/log-words.ts'

const CHINESE = /[\u4e00-\u9fff]/

it('every line of the log has a Chinese name, whatever crossed the line', () => {
  const titles = [
    ...[...wechatCalls, ...wecomCalls].map(({ path }) => path),
    ...callbackNames,
    ...['app-message.dropped', '/gateways/sms', '/gateways/push', '/gateways/webhook'],
    ...['POST /api/v1/mini/events', 'JS-SDK agentConfig', '验证回调地址', '伪造：stale'],
  ]
  expect(titles.filter((title) => !CHINESE.test(logWords({ title })))).toEqual([])
})

it('no two callbacks are called the same', () => {
  const words = callbackNames.map((title) => logWords({ title }))
  expect(words.length).toBe(new Set(words).size)
})
