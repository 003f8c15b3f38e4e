import { expect, it } from 'vitest'
import { momentOf, noon } from '../../../test/builders/moment.ts'
import { aContact } from '../../../test/builders/person.ts'
import send from './send.ts'

const of = (channel: string, more = {}) => send.settings.parse({ channel, content: { text: '你好' }, ...more })
const person = () => aContact('ct_1', noon)

it.each([
  ['a follower', 'oa-template', person().following(), {}, 'next', '渠道可以触达，已安排发送'],
  ['a stranger', 'oa-template', person(), {}, 'unreachable', '没有关注公众号'],
  ['one who left', 'oa-template', person().unfollowed(), {}, 'unreachable', '已取消关注公众号'],
  ['one in the window', 'oa-customer-service', person().following(), {}, 'next', '渠道可以触达，已安排发送'],
  [
    'one past the window',
    'oa-customer-service',
    person().following({ window: 0 }),
    {},
    'unreachable',
    '客服消息的互动窗口已关闭',
  ],
  [
    'a friend, whose welcome code is not kept',
    'wecom-welcome',
    person().friendOf('wang'),
    {},
    'unreachable',
    '只能在添加好友后 20 秒内发送',
  ],
  ['nobody knows what', 'smoke', person(), {}, 'unreachable', '没有「smoke」这个渠道'],
  [
    'one who refused marketing',
    'oa-template',
    person()
      .following()
      .with({ consent: { 'oa-template': 'refused' } }),
    { marketing: true },
    'unreachable',
    '对方已拒绝接收此渠道的营销消息',
  ],
  [
    'one who refused marketing, about an order',
    'oa-template',
    person()
      .following()
      .with({ consent: { 'oa-template': 'refused' } }),
    {},
    'next',
    '渠道可以触达，已安排发送',
  ],
])('to %s by %s', (_name, channel, who, more, exit, why) => {
  const outcome = send.run(momentOf(of(channel, more), { contact: who.build() }))
  expect(outcome).toMatchObject({ kind: 'go', exit, why })
  expect(outcome.kind === 'go' && outcome.intents?.map(({ kind }) => kind)).toEqual([exit === 'next' ? 'send' : 'skip'])
})

it('goes to unreachable when the chosen account is not followed, whichever others are', () => {
  const content = { text: '你好', account: 'wx-another' }
  const settings = send.settings.parse({ channel: 'oa-template', content })
  expect(send.run(momentOf(settings, { contact: person().following().build() }))).toMatchObject({
    exit: 'unreachable',
    why: '没有关注所选的公众号',
  })
})

it('carries its expiry', () =>
  expect(send.run(momentOf(of('oa-template', { expiresMinutes: 30 })))).toMatchObject({
    intents: [{ kind: 'send', expires: new Date('2026-11-22T04:30:00Z') }],
  }))
