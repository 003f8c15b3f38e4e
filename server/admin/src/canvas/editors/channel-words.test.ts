import { expect, test } from 'vitest'
import { channelWords } from './channel-words.ts'

const reachable = '关注着公众号的人'
const free = { reachable, window: null, perPerson: null, cost: null }

test.each([
  ['whom it reaches', free, ['能触达：关注着公众号的人']],
  ['until when', { ...free, window: '添加好友后 20 秒内' }, ['能触达：关注着公众号的人', '时限：添加好友后 20 秒内']],
  [
    'how often',
    { ...free, perPerson: { most: 4, per: 'month' as const } },
    ['能触达：关注着公众号的人', '每人每月最多 4 条'],
  ],
  ['for how much, in whole fen', { ...free, cost: 5 }, ['能触达：关注着公众号的人', '费用：每条约 0.05 元']],
  ['for how much, in parts of a fen', { ...free, cost: 4.5 }, ['能触达：关注着公众号的人', '费用：每条约 0.045 元']],
])('the words of a channel say %s', (_what, facts, words) => expect(channelWords(facts)).toEqual(words))
