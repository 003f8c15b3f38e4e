import { expect, it } from 'vitest'
import type { Greeting } from '../contact.ts'
import { EventId } from '../ids.ts'
import { openGreeting } from './greeting.ts'

const noon = new Date('2026-11-22T04:00:00Z')
const after = (seconds: number) => new Date(noon.getTime() + seconds * 1000)
const door = (event: string, seconds = 0, at: Greeting['at'] = 'member') => ({
  ...{ event: EventId.parse(event), at, account: 'ac_corp', until: after(seconds + 20) },
})
const open = (...of: Parameters<typeof door>): Greeting => ({ ...door(...of), state: 'open', code: `code of ${of[0]}` })
const used = (...of: Parameters<typeof door>): Greeting => ({ ...door(...of), state: 'used' })
const none = (...of: Parameters<typeof door>): Greeting => ({ ...door(...of), state: 'none' })

it.each<[string, Greeting[], number, string]>([
  ['who was never added', [], 0, '对方没有刚添加员工为企业微信好友，没有欢迎语可用'],
  ['who came to another door', [open('ev_1', 0, 'desk')], 0, '对方没有刚添加员工为企业微信好友，没有欢迎语可用'],
  ['whom the platform gave no code for', [none('ev_1')], 0, '企业微信没有为这次添加提供欢迎码'],
  ['who was greeted', [used('ev_1')], 5, '这次添加的欢迎语已经发过'],
  ['at the twentieth second', [open('ev_1')], 20, '添加好友已超过 20 秒'],
  ['whose walk is about another event', [open('ev_2')], 1, '进入这一步不是因为刚添加好友'],
  ['whose walk is about an event long past', [none('ev_2', 9), open('ev_1')], 30, '添加好友已超过 20 秒'],
])('nobody is welcomed %s, and it is said why', (_who, greetings, seconds, why) => {
  const found = openGreeting({ greetings }, { at: 'member', now: after(seconds), events: ['ev_1'] })
  expect(found).toMatchObject({ ok: false, why: expect.stringContaining(why) })
})

it('of two members added at once each walk greets with its own code', () => {
  const greetings = [open('ev_2', 1), open('ev_1')]
  for (const event of ['ev_1', 'ev_2'])
    expect(openGreeting({ greetings }, { at: 'member', now: after(2), events: ['ev_0', event] })).toMatchObject({
      greeting: { code: `code of ${event}` },
    })
})

it('without a walk the newest door that is open counts', () =>
  expect(openGreeting({ greetings: [open('ev_1'), used('ev_2', 3)] }, { at: 'member', now: after(4) })).toMatchObject({
    greeting: { event: 'ev_1' },
  }))
