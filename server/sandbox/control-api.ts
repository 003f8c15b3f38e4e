import { z } from 'zod'
import { PushMode } from './world/account.ts'
import { JournalEntry } from './world/journal.ts'
import { Message } from './world/message.ts'
import { MenuButton } from './world/parts.ts'

/**
 * The simulator's own API under `/sandbox/api`: what the console page, the start script, tests and the generator of a
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

/** POST /accounts/callback: "保存并启用". `appId` or `corpId` names the account. */
export const SaveCallback = z
  .object({
    appId: z.string().optional(),
    corpId: z.string().optional(),
    callbackUrl: z.url(),
    mode: PushMode.optional(),
    format: z.enum(['xml', 'json']).optional(),
  })
  .refine((body) => body.appId !== undefined || body.corpId !== undefined, 'appId or corpId is needed')
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
export const ActResult = z.object({ callbacks: z.array(Delivery) }).loose()
export type ActResult = z.infer<typeof ActResult>

export const NewPerson = z.object({
  name: z.string().min(1).max(20).optional(),
  phone: z
    .string()
    .regex(/^1\d{10}$/)
    .nullable()
    .optional(),
  city: z.string().optional(),
})
/** POST /people/bulk: strangers (or followers at once, without callbacks) for the day's generator. */
export const ManyPeople = z.object({
  count: z.number().int().min(1).max(200_000),
  following: z.boolean().default(false),
  prefix: z
    .string()
    .regex(/^[a-z0-9-]{1,20}$/)
    .default('bulk'),
  /** They wrote to the account a moment ago: their window for customer-service messages is open. */
  talking: z.boolean().default(false),
  /** Members who befriended them before, taken in turn; nobody when empty. */
  friendsOf: z.array(z.string()).default([]),
})
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

export const Scan = z.object({ scene: z.string().min(1) })
export const ScanContactWay = z.object({ configId: z.string().min(1) })
/** `to` is the Official Account unless a member's userid is given. */
export const Say = z.object({ text: z.string().min(1).max(2000), to: z.string().optional() })
/** `key` is a click key; a view or mini-program button is found by its name. */
export const TapMenu = z.object({ key: z.string().min(1) })
/** `url` chooses one of several links in a text. */
export const TapLink = z.object({ messageId: z.string(), url: z.string().optional(), option: z.string().optional() })
export const Subscribe = z.object({
  templateIds: z.array(z.string()).min(1).max(3),
  answer: z.union([z.enum(['accept', 'reject']), z.record(z.string(), z.enum(['accept', 'reject', 'ban', 'filter']))]),
})
export const EnterMini = z.object({ page: z.string().default('') })
export const AddCustomer = z.object({
  person: z.string(),
  state: z.string().max(30).optional(),
  addWay: z.number().int().default(1),
  /** Half: the customer asked, the member has not confirmed (facts C2.5). */
  half: z.boolean().default(false),
  /** False: an administrator's welcome is configured, so no WelcomeCode comes (facts C2.5). */
  welcome: z.boolean().default(true),
})
export const RemoveCustomer = z.object({ person: z.string() })
export const RemoveStaff = z.object({ staff: z.string() })
export const EditCustomer = z.object({ person: z.string(), remark: z.string().max(20) })
export const TapCard = z.object({ key: z.string().min(1) })
export const SayToCustomer = z.object({ person: z.string(), text: z.string().min(1).max(2000) })

export const SetClock = z.object({
  speed: z.number().min(0).max(100_000).optional(),
  jumpMs: z.number().min(0).optional(),
})
export const ClockState = z.object({ now: z.coerce.date(), speed: z.number(), aheadMs: z.number() })
export type ClockState = z.infer<typeof ClockState>

/**
 * One fault. `path` is `*`, a full path or a beginning of one ending in `*`.
 * `silence`: done, never answered. `drop`: done, connection cut. `reset`: cut before anything was done.
 */
export const Fault = z.object({
  path: z.string().default('*'),
  platform: z.enum(['wechat', 'wecom']).optional(),
  kind: z.enum(['latency', 'errcode', 'silence', 'drop', 'reset', 'truncated', 'http']),
  latencyMs: z.number().int().min(0).max(120_000).optional(),
  errcode: z.number().int().optional(),
  errmsg: z.string().optional(),
  status: z.number().int().min(400).max(599).optional(),
  rate: z.number().min(0).max(1).default(1),
  /** How often it still strikes; null is until removed. */
  times: z.number().int().min(1).nullable().default(null),
})
export type Fault = z.infer<typeof Fault>
export const SetFaults = z.object({ replace: z.boolean().default(true), faults: z.array(Fault) })

/** How callbacks travel from now on (facts F.5). */
export const CallbackWeather = z.object({
  duplicateRate: z.number().min(0).max(1).default(0),
  delayMs: z.number().int().min(0).max(60_000).default(0),
  /** Each callback waits for the next one and leaves after it. */
  reorder: z.boolean().default(false),
})
export type CallbackWeather = z.infer<typeof CallbackWeather>
/** POST /callbacks/forge: one false callback; the answer is the product's status. */
export const Forge = z.object({
  account: z.string(),
  person: z.string(),
  how: z.enum([
    'wrong-signature',
    'wrong-receiver',
    'broken-padding',
    'stale-timestamp',
    'truncated',
    'oversized',
    'doctype',
    'plain-text',
    'not-utf8',
    'unknown-event',
  ]),
})
export const ForgeResult = z.object({ status: z.number().int().nullable(), body: z.string() })

export const ConversationState = z.object({
  messages: z.array(Message),
})
export const PersonState = PersonRow.extend({
  city: z.string(),
  identities: z.array(z.string()),
  menu: z.array(MenuButton),
  oaMessages: z.array(Message),
  serviceMessages: z.array(Message),
  miniVisited: z.boolean(),
})
export const StaffState = z.object({
  userId: z.string(),
  name: z.string(),
  position: z.string(),
  departments: z.array(z.string()),
  appName: z.string(),
  appMessages: z.array(Message),
  customers: z.array(
    z.object({
      person: z.string(),
      name: z.string(),
      remark: z.string(),
      externalUserId: z.string(),
      since: z.number(),
      memberKeeps: z.boolean(),
      customerKeeps: z.boolean(),
      last: z.string(),
    }),
  ),
  /** The chat with the person of the same request, when they are or were friends. */
  chat: z.array(Message),
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

/** POST /bridge/call: what the injected WeixinJSBridge passes on (facts C6.2). */
export const BridgeCall = z.object({
  name: z.string(),
  params: z.record(z.string(), z.unknown()),
  url: z.string(),
  staff: z.string(),
  customer: z.string().nullable(),
})
/** POST /webview/note: a request the mini-program's page made to the product, seen by its host. No bodies. */
export const WebviewNote = z.object({
  person: z.string(),
  method: z.string().max(10),
  path: z.string().max(300),
  status: z.number().int(),
})
export const Reset = z.object({
  demo: z.enum(['company', 'empty']).optional(),
  /** Keep the product's callback addresses: it stays connected. */
  keepCallbacks: z.boolean().default(true),
})
export const ControlProblem = z.object({ error: z.object({ code: z.string(), message: z.string() }) })
