import { z } from 'zod'
import { GatewayMessage } from './gateways/gateway-message.ts'
import { BotPhase } from './wechaty/state.ts'
import { PushMode } from './world/account.ts'
import { JournalEntry } from './world/journal.ts'
import { Message, MessageBody } from './world/message.ts'
import { MenuButton } from './world/parts.ts'

/**
 * The answers of the simulator's own API under `/sandbox/api` (its bodies stand in control-bodies.ts): what the console page, the start script, tests and the generator of a
 * day's traffic use. Nothing of it exists on the real platforms.
 */

/** GET /demo: everything the product must be told to connect, credentials included (they are worth nothing elsewhere). */
export const DemoAccount = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('oa'),
    name: z.string(),
    appId: z.string(),
    appSecret: z.string(),
    originalId: z.string(),
    token: z.string(),
    encodingAesKey: z.string(),
    mode: PushMode,
    callbackUrl: z.string().nullable(),
  }),
  z.object({
    kind: z.literal('mini'),
    name: z.string(),
    appId: z.string(),
    appSecret: z.string(),
    originalId: z.string(),
    token: z.string(),
    encodingAesKey: z.string(),
    mode: PushMode,
    callbackUrl: z.string().nullable(),
  }),
  z.object({
    kind: z.literal('wecom'),
    name: z.string(),
    corpId: z.string(),
    agentId: z.number().int(),
    appSecret: z.string(),
    token: z.string(),
    encodingAesKey: z.string(),
    mode: z.literal('safe'),
    callbackUrl: z.string().nullable(),
  }),
])
export type DemoAccount = z.infer<typeof DemoAccount>
export const DemoCompany = z.object({
  company: z.string(),
  accounts: z.array(DemoAccount),
  qrCodes: z.array(z.object({ scene: z.string(), name: z.string() })),
  staff: z.array(
    z.object({
      userId: z.string(),
      name: z.string(),
      department: z.string(),
      position: z.string(),
      leader: z.string().nullable(),
    }),
  ),
  templates: z.array(
    z.object({
      id: z.string(),
      kind: z.enum(['oa', 'mini']),
      title: z.string(),
      fields: z.array(z.object({ key: z.string(), label: z.string() })),
    }),
  ),
  walk: z.object({ person: z.string(), name: z.string(), staff: z.string() }).nullable(),
  followers: z.number().int(),
  customers: z.number().int(),
})
export type DemoCompany = z.infer<typeof DemoCompany>
export const CallbackVerdict = z.object({
  ok: z.boolean(),
  /** Null when it is saved; otherwise one Chinese sentence on what the product's answer lacked. */
  problem: z.string().nullable(),
  status: z.number().int().nullable(),
  body: z.string().nullable(),
})
export type CallbackVerdict = z.infer<typeof CallbackVerdict>
/** What became of one callback: the answer of every act is the list of them. */
export const Delivery = z.object({
  event: z.string(),
  account: z.string(),
  ok: z.boolean(),
  attempts: z.number().int(),
  status: z.number().int().nullable(),
  /** The decrypted passive reply, when there was one. */
  reply: z.unknown(),
  problem: z.string().nullable(),
})
export type Delivery = z.infer<typeof Delivery>
export const PersonRow = z.object({
  id: z.string(),
  name: z.string(),
  phone: z.string().nullable(),
  following: z.boolean(),
  stranger: z.boolean(),
  openId: z.string().nullable(),
  miniOpenId: z.string().nullable(),
  unionId: z.string().nullable(),
  externalUserId: z.string().nullable(),
  friends: z.array(z.string()),
})
export type PersonRow = z.infer<typeof PersonRow>
export const ClockState = z.object({ now: z.coerce.date(), speed: z.number(), aheadMs: z.number() })
export type ClockState = z.infer<typeof ClockState>
/**
 * One fault. `path` is `*`, a full path or a beginning of one ending in `*`.
 * `silence`: done, never answered. `drop`: done, connection cut. `reset`: cut before anything was done. `truncated`: half
 * an answer. `slow-body`: the answer trickles for `latencyMs`. `content-type`: the answer calls itself text/html. `http`:
 * a maintenance page under `status`.
 */
export const Fault = z.object({
  path: z.string().default('*'),
  platform: z.enum(['wechat', 'wecom']).optional(),
  kind: z.enum(['latency', 'errcode', 'silence', 'drop', 'reset', 'truncated', 'slow-body', 'content-type', 'http']),
  latencyMs: z.number().int().min(0).max(120_000).optional(),
  errcode: z.number().int().optional(),
  errmsg: z.string().optional(),
  status: z.number().int().min(400).max(599).optional(),
  rate: z.number().min(0).max(1).default(1),
  /** How often it still strikes; null is until removed. */
  times: z.number().int().min(1).nullable().default(null),
  /** For how long, by the simulator's clock, and never shorter than that for who watches a fast one; null is until removed. */
  seconds: z.number().int().min(1).nullable().default(null),
})
export type Fault = z.infer<typeof Fault>
/** How callbacks travel from now on (facts F.5). */
export const CallbackWeather = z.object({
  duplicateRate: z.number().min(0).max(1).default(0),
  delayMs: z.number().int().min(0).max(60_000).default(0),
  /** Each callback waits for the next one and leaves after it. */
  reorder: z.boolean().default(false),
})
export type CallbackWeather = z.infer<typeof CallbackWeather>
export const ForgeResult = z.object({ status: z.number().int().nullable(), body: z.string() })
export const PersonState = PersonRow.extend({
  city: z.string(),
  identities: z.array(z.string()),
  menu: z.array(MenuButton),
  /** The company's personal account, as this person's WeChat shows it. */
  bot: z.object({
    name: z.string(),
    group: z.string(),
    /** Whether the Wechaty process is there, and its account logged in. */
    there: z.boolean(),
    phase: BotPhase,
    loggedIn: z.boolean(),
    asked: z.boolean(),
    friend: z.boolean(),
    inGroup: z.boolean(),
    messages: z.array(Message),
    groupMessages: z.array(Message),
    groupPeople: z.array(z.object({ person: z.string(), name: z.string() })),
  }),
  oaMessages: z.array(Message),
  serviceMessages: z.array(Message),
  /** SMS, mails and pushes of the company's app. */
  inbox: z.array(GatewayMessage),
  miniVisited: z.boolean(),
  /** Which menu this is: one for people with a tag, the common one, or none. */
  menuSort: z.enum(['conditional', 'default', 'none']),
  /** Names of the account's tags. */
  tags: z.array(z.string()),
  /** 对方正在输入. */
  oaTyping: z.boolean(),
  /** Notices of the account and subscribe messages of the mini-program: sends left, and what was answered for good. */
  consents: z.array(
    z.object({
      sort: z.enum(['notice', 'mini']),
      templateId: z.string(),
      title: z.string(),
      left: z.number().int(),
      kept: z.enum(['accept', 'reject']).nullable(),
    }),
  ),
  kf: z.array(
    z.object({
      openKfId: z.string(),
      name: z.string(),
      state: z.number().int(),
      servicer: z.string().nullable(),
      servicerName: z.string().nullable(),
      messages: z.array(Message),
    }),
  ),
  groups: z.array(
    z.object({ chatId: z.string(), name: z.string(), people: z.number().int(), messages: z.array(Message) }),
  ),
  moments: z.array(
    z.object({
      moment: z.string(),
      by: z.string(),
      at: z.number(),
      text: z.string(),
      attachments: z.number().int(),
      likes: z.number().int(),
      comments: z.number().int(),
      liked: z.boolean(),
    }),
  ),
  /** Succession under way, which this person may refuse. */
  transfers: z.array(z.object({ from: z.string(), to: z.string(), dueAt: z.number() })),
  /** Titles of the journal that went well for this person at least once, also before the last start. */
  deeds: z.array(z.string()),
})
export const StaffState = z.object({
  userId: z.string(),
  name: z.string(),
  position: z.string(),
  departments: z.array(z.string()),
  left: z.boolean(),
  appName: z.string(),
  appMessages: z.array(Message),
  customers: z.array(
    z.object({
      person: z.string(),
      name: z.string(),
      remark: z.string(),
      /** Ids of company tags. */
      tags: z.array(z.string()),
      externalUserId: z.string(),
      since: z.number(),
      memberKeeps: z.boolean(),
      customerKeeps: z.boolean(),
      last: z.string(),
    }),
  ),
  /** The chat with the person of the same request, when they are or were friends. */
  chat: z.array(Message),
  /** Mass messages and moments that wait for this member's confirmation, or had it. */
  tasks: z.array(
    z.object({
      sort: z.enum(['mass', 'moment']),
      id: z.string(),
      at: z.number(),
      to: z.enum(['customers', 'groups']),
      text: z.string(),
      attachments: z.array(MessageBody),
      reminders: z.array(z.number()),
      state: z.enum(['waiting', 'done', 'cancelled']),
      doneAt: z.number().nullable(),
      targets: z.number().int(),
      reached: z.number().int(),
      notFriends: z.number().int(),
      overLimit: z.number().int(),
    }),
  ),
  groups: z.array(
    z.object({
      chatId: z.string(),
      name: z.string(),
      status: z.number().int(),
      people: z.array(z.object({ person: z.string(), name: z.string() })),
      messages: z.array(Message),
    }),
  ),
})
/** GET /state?person=&staff= */
export const PhonesState = z.object({
  clock: ClockState,
  oaName: z.string(),
  miniName: z.string(),
  corpName: z.string(),
  connected: z.object({ oa: z.boolean(), mini: z.boolean(), wecom: z.boolean() }),
  person: PersonState.nullable(),
  staff: StaffState.nullable(),
  faults: z.array(Fault.extend({ struck: z.number().int() })),
  weather: CallbackWeather,
  /** What the Official Account is; null without one. */
  oaRights: z.object({ appId: z.string(), service: z.boolean(), verified: z.boolean() }).nullable(),
  corpTags: z.array(z.object({ id: z.string(), name: z.string(), group: z.string() })),
})
export type PhonesState = z.infer<typeof PhonesState>
/** GET /journal?after=&limit= */
export const JournalPage = z.object({ entries: z.array(JournalEntry) })
/** GET /counters: survives the journal's own limit. */
export const Counters = z.object({
  seen: z.record(z.string(), z.object({ ok: z.number(), refused: z.number(), failed: z.number() })),
  messages: z.record(z.string(), z.number()),
  followers: z.number().int(),
  waiting: z.number().int(),
})
