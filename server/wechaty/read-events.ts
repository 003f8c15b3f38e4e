import { createHash } from 'node:crypto'
import type { Contact, Friendship, Message, Room } from 'wechaty'
import { types } from 'wechaty-puppet'
import type { BotEvent, BotPerson, BotRoom } from '../../shared/api/wechaty.ts'

/** What Wechaty raises, as plain data. Names of forms are those of the official accounts' message types, where there is one. */
const forms: Partial<Record<types.Message, string>> = {
  [types.Message.Text]: 'text',
  [types.Message.Image]: 'image',
  [types.Message.Audio]: 'voice',
  [types.Message.Video]: 'video',
  [types.Message.Location]: 'location',
  [types.Message.Url]: 'link',
  [types.Message.MiniProgram]: 'miniprogrampage',
  [types.Message.Attachment]: 'file',
  [types.Message.Contact]: 'card',
  [types.Message.Emoticon]: 'emoticon',
  [types.Message.ChatHistory]: 'chat-history',
  [types.Message.Transfer]: 'transfer',
  [types.Message.RedEnvelope]: 'red-envelope',
  [types.Message.Post]: 'post',
}
const LONGEST_TEXT = 10_000

/** Null: the account's own, a notice of WeChat itself, what an official account sends to everybody. */
export function readMessage(message: Message): BotEvent | null {
  const talker = message.talker()
  const form = forms[message.type()]
  if (message.self() || form === undefined || talker.type() === types.Contact.Official) return null
  const room = message.room()
  return {
    kind: 'message',
    id: shortId(message.id),
    at: message.date(),
    who: personOf(talker),
    room: room === undefined ? null : roomOf(room),
    form,
    text: form === 'text' ? message.text().slice(0, LONGEST_TEXT) : null,
  }
}

export const readFriendship = (friendship: Friendship, at: Date): BotEvent => ({
  kind: 'befriended',
  id: shortId('friend', friendship.id, friendship.contact().id),
  at,
  who: { ...personOf(friendship.contact()), friend: true },
  hello: friendship.hello().slice(0, 500) || null,
})

export function readRoomChange(
  kind: 'room-joined' | 'room-left',
  given: { room: Room; who: Contact; at: Date; removed: boolean },
): BotEvent {
  const { room, at, removed } = given
  const head = {
    id: shortId(kind, room.id, given.who.id, String(at.getTime())),
    at,
    who: personOf(given.who),
    room: roomOf(room),
  }
  return kind === 'room-joined' ? { kind, ...head } : { kind, ...head, removed }
}

const personOf = (contact: Contact): BotPerson => ({
  id: contact.id,
  name: contact.name().slice(0, 200),
  friend: contact.friend() === true,
})

/** The name as far as it is known now: asking for it would put a round trip between the event and the disk. */
const roomOf = (room: Room): BotRoom => ({ id: room.id, topic: (room.payload?.topic ?? '').slice(0, 200) })

/** Ids of puppets have no common length. */
function shortId(...parts: readonly string[]): string {
  const id = parts.join(':')
  return /^[\w.:@-]{1,80}$/.test(id) ? id : createHash('sha256').update(id).digest('hex')
}
