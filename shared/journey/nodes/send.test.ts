import { describe, expect, it } from 'vitest'
import { momentOf, noon } from '../../../test/builders/moment.ts'
import { aContact } from '../../../test/builders/person.ts'
import { EventId } from '../../ids.ts'
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
    'a friend of long ago',
    'wecom-welcome',
    person().friendOf('wang'),
    {},
    'unreachable',
    '对方没有刚添加员工为企业微信好友，没有欢迎语可用',
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

describe('a welcome', () => {
  const until = new Date(noon.getTime() + 20_000)
  const door = { event: EventId.parse('ev_added'), at: 'member' as const, account: 'ac_corp', until }
  const added = aContact('ct_1', noon).with({ greetings: [{ ...door, state: 'open', code: 'WC1' }] })
  const address = { account: 'ac_corp', event: 'ev_added', code: 'WC1' }

  it.each([
    ['nothing else is said', {}],
    ['the sender gives it longer', { expiresMinutes: 30 }],
  ])('keeps its code and ends with it, when %s', (_when, more) =>
    expect(send.run(momentOf(of('wecom-welcome', more), { contact: added.build() }))).toMatchObject({
      exit: 'next',
      intents: [{ kind: 'send', expires: until, address }],
    }),
  )
})
