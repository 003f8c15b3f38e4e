import { z } from 'zod'

/** A company's personal WeChat account as its phone and WeChat's servers know it; the bot only looks through the mock puppet. */
const Contact = z.object({ id: z.string(), name: z.string(), friend: z.boolean() })
const Room = z.object({ id: z.string(), topic: z.string(), members: z.array(Contact) })

export const BotFeedEvent = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('login') }),
  z.object({ kind: z.literal('logout') }),
  z.object({
    kind: z.literal('message'),
    id: z.string(),
    at: z.number(),
    who: Contact,
    room: Room.nullable(),
    text: z.string(),
  }),
  z.object({ kind: z.literal('friend-request'), id: z.string(), at: z.number(), who: Contact, hello: z.string() }),
  z.object({ kind: z.literal('room-join'), at: z.number(), who: Contact, room: Room }),
  z.object({ kind: z.literal('room-leave'), at: z.number(), who: Contact, room: Room }),
])
export type BotFeedEvent = z.infer<typeof BotFeedEvent>

/**
 * The Wechaty process, as far as the console must know: nobody here can start it (`unoffered`), it may be started
 * (`idle`), it is on its way, or it did not come up. That it runs is told by its own questions (feed.ts).
 */
export const BotPhase = z.enum(['unoffered', 'idle', 'installing', 'starting', 'failed'])
export type BotPhase = z.infer<typeof BotPhase>

export const BotPhone = z.object({
  loggedIn: z.boolean(),
  /** Somebody started the bot here: the next start brings it up again. */
  wanted: z.boolean().default(false),
  /** Since when they are friends, by person. */
  friends: z.record(z.string(), z.number()),
  /** Who asked and was not accepted yet: the request's id, by person. */
  requests: z.record(z.string(), z.string()),
  members: z.array(z.string()),
  /** What the bot has not confirmed yet, in order. */
  feed: z.array(z.object({ seq: z.number(), event: BotFeedEvent })),
})
export type BotPhone = z.infer<typeof BotPhone>

export const emptyBotPhone = (): BotPhone => ({
  loggedIn: true,
  wanted: false,
  friends: {},
  requests: {},
  members: [],
  feed: [],
})

export const BOT = { id: 'wxid_yunshan', name: '云杉小助手' } as const
export const ROOM = { id: '26001@chatroom', topic: '云杉老客交流群' } as const
export const botChat = (person: string) => `bot:${person}`
export const roomChat = `group:${ROOM.id}`

/** The person's id in this account: no other account of the simulator knows it. */
export const wxidOf = (person: string) => `wxid_${person}`
export const personOfWxid = (wxid: string) => wxid.replace(/^wxid_/, '')
