import { describe, expect, it, test } from 'vitest'
import { BotEvent } from '../../shared/api/wechaty.ts'
import { incomingOfBot } from './bot-events.ts'

const now = new Date('2026-03-01T08:00:00Z')
const at = '2026-03-01T07:59:00.000Z'
const who = { id: 'wxid_lin', name: '林小满', friend: true }
const room = { id: '1@chatroom', topic: '老客群' }
const given = (event: object) => incomingOfBot('wxid_bot', BotEvent.parse({ id: 'e1', at, who, ...event }), now)

test.each([
  [
    'a message',
    { kind: 'message', room: null, form: 'text', text: '在吗' },
    { name: 'message.received', kind: 'text', text: '在吗' },
  ],
  [
    'a message in a group',
    { kind: 'message', room, form: 'image', text: null },
    { name: 'group.spoke', group: 'wechaty:1@chatroom', title: '老客群', kind: 'image', text: null },
  ],
  ['a friendship', { kind: 'befriended', hello: '我是小满' }, { name: 'bot.befriended', hello: '我是小满' }],
  ['a group joined', { kind: 'room-joined', room }, { name: 'group.joined', title: '老客群', how: 'invited' }],
  ['a group left', { kind: 'room-left', room, removed: false }, { name: 'group.left', how: 'left' }],
  ['a removal', { kind: 'room-left', room, removed: true }, { name: 'group.left', how: 'removed' }],
  [
    'a group without a name',
    { kind: 'room-joined', room: { ...room, topic: '' } },
    { name: 'group.joined', title: null },
  ],
])('%s becomes an event of the person', (_what, event, expected) => {
  expect(given(event)).toMatchObject({
    event: { id: 'wechaty:wxid_bot:e1', at: new Date(at), account: null, ...expected },
    claims: [{ key: 'wechaty:wxid_bot:wxid_lin', strength: 'platform' }],
    facts: { name: '林小满', bot: { bot: 'wxid_bot', id: 'wxid_lin', friend: true } },
  })
})

describe('what is said of the person', () => {
  it('is that they are friends once they befriended each other, whatever the address book says yet', () => {
    const { facts } = given({ kind: 'befriended', hello: null, who: { ...who, friend: false } })
    expect(facts).toMatchObject({ bot: { friend: true }, source: { kind: 'wechaty' } })
  })

  it('is no name where there is none', () => {
    expect(given({ kind: 'room-joined', room, who: { ...who, name: ' ' } }).facts).not.toHaveProperty('name')
  })

  it('has not happened in the future', () => {
    const event = { kind: 'befriended', hello: null, at: '2026-03-02T00:00:00Z' }
    expect(given(event)).toMatchObject({ event: { at: now }, facts: { source: { at: now } } })
  })
})
