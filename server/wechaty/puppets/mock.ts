import { setTimeout as pause } from 'node:timers/promises'
import { type payloads, types } from 'wechaty-puppet'
import { mock } from 'wechaty-puppet-mock'
import { z } from 'zod'
import { inTime } from '../../kit/in-time.ts'
import type { Log } from '../../kit/log.ts'
import type { Player } from './puppet.ts'
import { type Network, SandboxPuppet } from './sandbox-puppet.ts'

/** What the simulator's WeChat delivers, at least once: it drops what lies before `after`. */
const Person = z.object({ id: z.string(), name: z.string(), friend: z.boolean() })
const Room = z.object({ id: z.string(), topic: z.string(), members: z.array(Person) })
const FeedEvent = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('login') }),
  z.object({ kind: z.literal('logout') }),
  z.object({
    kind: z.literal('message'),
    id: z.string(),
    at: z.number(),
    who: Person,
    room: Room.nullable(),
    text: z.string(),
  }),
  z.object({ kind: z.literal('friend-request'), id: z.string(), at: z.number(), who: Person, hello: z.string() }),
  z.object({ kind: z.literal('room-join'), at: z.number(), who: Person, room: Room }),
  z.object({ kind: z.literal('room-leave'), at: z.number(), who: Person, room: Room }),
])
type FeedEvent = z.output<typeof FeedEvent>
const Feed = z.object({ events: z.array(z.object({ seq: z.number(), event: FeedEvent })) })
const Hello = z.object({
  account: z.object({ id: z.string(), name: z.string() }),
  loggedIn: z.boolean(),
  contacts: z.array(Person),
})
const Said = z.object({ id: z.string() })

const HANDLED_WITHIN_MS = 20_000

/** `kept` settles when the session has something of this event on the disk: only then may the simulator forget it. */
export function mockPlayer({
  url,
  kept,
  log,
}: {
  url: string
  kept(after: () => void): Promise<void>
  log: Log
}): Player {
  const ending = new AbortController()
  const mocker = new mock.Mocker()
  const ask = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const answer = await fetch(`${url}/sandbox/api/wechaty${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.any([ending.signal, AbortSignal.timeout(30_000)]),
    })
    if (!answer.ok) throw new Error(`the sandbox answered ${answer.status}`)
    return answer.json()
  }
  const network: Network = {
    say: async (to, body) => Said.parse(await ask('POST', '/said', { to, body })).id,
    async accept(request) {
      await ask('POST', '/accept', { request })
    },
  }
  const puppet = new SandboxPuppet(mocker, network)
  const known = new Map<string, ReturnType<typeof mocker.createContact>>()
  const rooms = new Map<string, ReturnType<typeof mocker.createRoom>>()
  let me: ReturnType<typeof mocker.createContact> | null = null
  let polling: Promise<void> | null = null

  function contactOf({ id, name, friend }: z.output<typeof Person>) {
    const contact = known.get(id) ?? mocker.createContact({ id, name, friend, type: types.Contact.Individual })
    known.set(id, contact)
    if (contact.payload.friend !== friend || contact.payload.name !== name) {
      Object.assign(contact.payload, { name, friend })
      void puppet.dirtyPayload(types.Payload.Contact, id)
    }
    return contact
  }
  function roomOf({ id, topic, members }: z.output<typeof Room>) {
    const memberIdList = [...members.map((one) => contactOf(one).id), ...(me ? [me.id] : [])]
    const room = rooms.get(id) ?? mocker.createRoom({ id, topic, memberIdList })
    Object.assign(room.payload, { topic, memberIdList })
    rooms.set(id, room)
    return room
  }

  function logIn(): void {
    if (me && !puppet.isLoggedIn) mocker.login(me)
  }

  async function play(event: FeedEvent): Promise<void> {
    switch (event.kind) {
      case 'login':
        return logIn()
      case 'logout':
        if (puppet.isLoggedIn) await puppet.logout('在手机上退出了登录')
        mocker.scan(`${url}/sandbox/`)
        return
      case 'message': {
        const { id, at, text } = event
        const talkerId = contactOf(event.who).id
        const base = { id, talkerId, timestamp: at, type: types.Message.Text, text }
        const payload: payloads.Message =
          event.room === null ? { ...base, listenerId: me?.id ?? '' } : { ...base, roomId: roomOf(event.room).id }
        await kept(() => {
          if (!mocker.cacheMessagePayload.has(id)) mocker.MessageMock.create(payload)
          puppet.emit('message', { messageId: id })
        })
        return
      }
      case 'friend-request': {
        const { id, at, hello } = event
        const contactId = contactOf(event.who).id
        const ticket = id
        puppet.requests.set(id, { id, contactId, hello, timestamp: at, ticket, type: types.Friendship.Receive })
        await kept(() => puppet.emit('friendship', { friendshipId: id }))
        return
      }
      case 'room-join': {
        const room = roomOf(event.room)
        const inviteeIdList = [contactOf(event.who).id]
        const payload = { inviteeIdList, inviterId: me?.id ?? '', roomId: room.id, timestamp: event.at }
        await kept(() => puppet.emit('room-join', payload))
        return
      }
      case 'room-leave': {
        const room = roomOf(event.room)
        const removeeIdList = [contactOf(event.who).id]
        const removerId = removeeIdList[0] ?? ''
        const payload = { removeeIdList, removerId, roomId: room.id, timestamp: event.at }
        await kept(() => puppet.emit('room-leave', payload))
      }
    }
  }

  async function poll() {
    let after = 0
    while (!ending.signal.aborted) {
      try {
        const { events } = Feed.parse(await ask('GET', `/feed?after=${after}`))
        for (const { seq, event } of events) {
          await inTime(play(event), HANDLED_WITHIN_MS).catch((error: unknown) =>
            log.warn({ err: error, kind: event.kind }, 'The session made nothing of an event of the sandbox'),
          )
          after = seq
        }
      } catch (error) {
        if (ending.signal.aborted) return
        log.debug({ err: error }, 'The sandbox did not answer')
        await pause(1000)
      }
    }
  }

  return {
    puppet,
    async begin() {
      const { account, loggedIn, contacts } = Hello.parse(await ask('POST', '/hello', {}))
      for (const one of contacts) contactOf(one)
      me = mocker.createContact({ ...account, type: types.Contact.Individual })
      if (loggedIn) logIn()
      else mocker.scan(`${url}/sandbox/`)
      polling = poll()
    },
    async end() {
      ending.abort()
      await polling
    },
  }
}
