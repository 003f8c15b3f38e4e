import type { BotEvent, BotRoom } from '../../shared/api/wechaty.ts'
import { identityKey } from '../../shared/contact.ts'
import type { DomainEvent } from '../../shared/events.ts'
import { EventId } from '../../shared/ids.ts'
import type { Incoming } from '../../shared/incoming.ts'

/**
 * What the Wechaty process hands over, in our own vocabulary. An id of a personal account means nothing outside it, so
 * the account's own is part of the identity; a name is only a name. Pure; the same event gives the same id every time.
 */
export function incomingOfBot(bot: string, given: BotEvent, now: Date): Incoming {
  const { who } = given
  // The bot's machine may be ahead of us, and nothing has happened in the future.
  const at = given.at > now ? now : given.at
  const head = { id: EventId.parse(`wechaty:${bot}:${given.id}`), at, account: null }
  const source = given.kind === 'befriended' ? { source: { kind: 'wechaty', detail: null, at } } : {}
  return {
    event: eventOf(given, head),
    claims: [{ key: identityKey('wechaty', bot, who.id), strength: 'platform', source: 'wechaty.bot' }],
    facts: {
      ...(who.name.trim() !== '' && { name: who.name }),
      bot: { bot, id: who.id, friend: given.kind === 'befriended' || who.friend },
      ...source,
    },
  }
}

type Head = { id: EventId; at: Date; account: null }

/** Beside the customer groups of WeCom, whose ids are of another kind. */
const groupOf = ({ id, topic }: BotRoom) => ({ group: `wechaty:${id}`, title: topic === '' ? null : topic })

function eventOf(given: BotEvent, head: Head): DomainEvent {
  switch (given.kind) {
    case 'message': {
      const { room, form, text } = given
      return room === null
        ? { ...head, name: 'message.received', kind: form, text }
        : { ...head, name: 'group.spoke', ...groupOf(room), kind: form, text }
    }
    case 'befriended':
      return { ...head, name: 'bot.befriended', hello: given.hello }
    case 'room-joined':
      return { ...head, name: 'group.joined', ...groupOf(given.room), how: 'invited' }
    case 'room-left':
      return { ...head, name: 'group.left', ...groupOf(given.room), how: given.removed ? 'removed' : 'left' }
  }
}
