import { expect, test } from 'vitest'
import { reportSentence, stateWords } from './sync-words.ts'

const none = { seen: 2100, added: 0, changed: 0, gone: 0, missed: 0, mended: 0 }

test.each([
  ['followers', 'first', { ...none, added: 2100 }, '读到 2,100 位粉丝。'],
  ['followers', 'nightly', none, '共 2,100 位粉丝，与上次一致。'],
  ['followers', 'nightly', { ...none, added: 3, gone: 1 }, '共 2,100 位粉丝，新增 3、减少 1。回调没有遗漏。'],
  [
    'customers',
    'nightly',
    { ...none, changed: 2, missed: 2, mended: 2 },
    '共 2,100 条好友关系，变化 2。其中 2 项没有收到回调，已全部补上。',
  ],
  [
    'groups',
    'manual',
    { ...none, gone: 2, missed: 2, mended: 1 },
    '共 2,100 个群，减少 2。其中 2 项没有收到回调，已补上 1 项。',
  ],
  ['templates', 'nightly', { ...none, seen: 8, changed: 1 }, '共 8 个模板，变化 1。'],
] as const)('a report of %s, %s, reads as a sentence', (part, cause, counts, sentence) => {
  expect(reportSentence(part, { cause, counts })).toBe(sentence)
})

test.each([
  ['running', null, '正在同步'],
  ['waiting', null, '即将开始'],
  ['waiting', '平台繁忙', '稍后重试'],
  ['done', 'IP 不在白名单里', '没有完成'],
  ['done', null, '已同步'],
  ['never', null, '还没有同步'],
] as const)('a part that is %s with the problem %s is called so', (state, problem, text) => {
  expect(stateWords({ state, problem }).text).toBe(text)
})
