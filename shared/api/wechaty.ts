import { z } from 'zod'

/**
 * What the Wechaty process and the product say to each other. The bot hands over what happened (`BotEvents`, at least
 * once, told apart by id); the product asks how it is (`BotState`) and gives it messages (`BotMessage`).
 */
export const BOT_EVENTS_AT_ONCE = 100
const id = z.string().min(1).max(90)

/** `friend`: whether the bot's account has the person among its friends; only then can it speak to them alone. */
export const BotPerson = z.object({ id, name: z.string().max(200), friend: z.boolean() })
export type BotPerson = z.infer<typeof BotPerson>

export const BotRoom = z.object({ id, topic: z.string().max(200) })
export type BotRoom = z.infer<typeof BotRoom>

const happened = { id, at: z.coerce.date(), who: BotPerson }
export const BotEvent = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('message'),
    ...happened,
    room: BotRoom.nullable(),
    form: z.string().min(1).max(40),
    text: z.string().max(10_000).nullable(),
  }),
  z.object({ kind: z.literal('befriended'), ...happened, hello: z.string().max(500).nullable() }),
  z.object({ kind: z.literal('room-joined'), ...happened, room: BotRoom }),
  z.object({ kind: z.literal('room-left'), ...happened, room: BotRoom, removed: z.boolean() }),
])
export type BotEvent = z.infer<typeof BotEvent>

/** `bot`: the account that was logged in when these happened. */
export const BotEvents = z.object({ bot: id, events: z.array(BotEvent).min(1).max(BOT_EVENTS_AT_ONCE) })
export type BotEvents = z.infer<typeof BotEvents>

/** What it can say. Files travel as addresses: whoever runs the account fetches them. */
export const BotMessage = z.discriminatedUnion('form', [
  z.object({ form: z.literal('text'), text: z.string().min(1) }),
  z.object({
    form: z.literal('link'),
    title: z.string().min(1),
    description: z.string(),
    url: z.url(),
    picture: z.url().optional(),
  }),
  z.object({
    form: z.literal('miniprogram'),
    title: z.string().min(1),
    appId: z.string().min(1),
    username: z.string().min(1),
    page: z.string().min(1),
    picture: z.url().optional(),
  }),
  z.object({ form: z.literal('picture'), picture: z.url() }),
  z.object({ form: z.literal('file'), file: z.url(), name: z.string().min(1) }),
])
export type BotMessage = z.infer<typeof BotMessage>

export const botPhases = ['starting', 'waiting-scan', 'online', 'logged-out', 'failing'] as const
export const BotState = z.object({
  phase: z.enum(botPhases),
  puppet: z.string(),
  /** Since when it is in this phase. */
  since: z.coerce.date(),
  account: z.object({ id, name: z.string() }).nullable(),
  /** The address behind the login code, while one is to be scanned. */
  login: z.string().nullable(),
  /** What went wrong last, in the words of the puppet. */
  problem: z.string().nullable(),
  retryAt: z.coerce.date().nullable(),
  /** What happened and could not be handed to the product yet. */
  undelivered: z.number().int(),
})
export type BotState = z.infer<typeof BotState>

/** What the accounts page shows: no bot wanted, one the sandbox may start, one that does not answer, or what it says of itself. */
export const WechatyStatus = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('absent') }),
  z.object({ kind: z.literal('idle') }),
  z.object({ kind: z.literal('unreachable'), why: z.string() }),
  z.object({ kind: z.literal('running'), state: BotState }),
])
export type WechatyStatus = z.infer<typeof WechatyStatus>
