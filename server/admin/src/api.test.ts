import { expect, test } from 'vitest'
import { addressOf, failureOf } from './api.ts'

test('a query leaves out what was not given', () => {
  expect(addressOf('/contacts', { q: '王 1', tag: '', owner: null, cursor: undefined, limit: 8 })).toBe(
    '/api/v1/contacts?q=%E7%8E%8B+1&limit=8',
  )
})

test.each([
  [
    "the server's own sentence and request id",
    409,
    '{"error":{"code":"journey.stale-draft","message":"已被修改","requestId":"rq1"}}',
    '已被修改',
    'rq1',
  ],
  ['a proxy page while the server starts', 503, '<html>', '服务正在启动', null],
  ['a reply that is no reply', 500, '', '500', null],
])('a failure says %s', (_case, status, text, message, requestId) => {
  const failure = failureOf(status, text)
  expect(failure.message).toContain(message)
  expect(failure.requestId).toBe(requestId)
})
