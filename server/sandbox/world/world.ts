import { z } from 'zod'
import { GatewayMessage } from '../gateways/gateway-message.ts'
import { BotPhone, emptyBotPhone } from '../wechaty/state.ts'
import { Account } from './account.ts'
import { Corp } from './corp.ts'
import { Message } from './message.ts'
import { MenuButton, MessageTemplate, ServiceWindow } from './parts.ts'
import { WechatState } from './wechat-state.ts'

/**
 * Everything the simulator remembers, as plain data: it is written to a file as it stands and read back on the next
 * start. Times are milliseconds of the simulator's clock.
 */
export const Person = z.object({
  id: z.string(),
  name: z.string(),
  phone: z.string().nullable(),
  city: z.string(),
  /** Made by hand in the console or by a test, not by the demo data. */
  stranger: z.boolean(),
  createdAt: z.number(),
})
export type Person = z.infer<typeof Person>

export const Follow = z.object({
  following: z.boolean(),
  followedAt: z.number(),
  scene: z.string(),
  how: z.string(),
  remark: z.string(),
  tags: z.array(z.number().int()),
  windows: z.record(z.string(), ServiceWindow),
})
export type Follow = z.infer<typeof Follow>

export const Member = z.object({
  userId: z.string(),
  name: z.string(),
  departments: z.array(z.number().int()),
  leads: z.array(z.number().int()),
  directLeader: z.string().nullable(),
  position: z.string(),
  /** 1 active, 2 disabled, 4 not activated, 5 left (facts C3.1). */
  status: z.number().int(),
})
export type Member = z.infer<typeof Member>
export const Department = z.object({ id: z.number().int(), name: z.string(), parent: z.number().int() })

export const Friendship = z.object({
  staff: z.string(),
  person: z.string(),
  since: z.number(),
  /** False on the side that deleted the other (facts C2.5). */
  memberKeeps: z.boolean(),
  customerKeeps: z.boolean(),
  remark: z.string(),
  description: z.string(),
  mobiles: z.array(z.string()),
  tags: z.array(z.string()),
  addWay: z.number().int(),
  state: z.string(),
})
export type Friendship = z.infer<typeof Friendship>

export const QrCode = z.object({
  ticket: z.string(),
  appId: z.string(),
  scene: z.string(),
  name: z.string(),
  url: z.string(),
  expiresAt: z.number().nullable(),
})
export type QrCode = z.infer<typeof QrCode>

export const IssuedToken = z.object({
  token: z.string(),
  account: z.string(),
  /** `plain` and `stable` never touch each other (facts A1.2). */
  sort: z.enum(['plain', 'stable', 'wecom']),
  issuedAt: z.number(),
  expiresAt: z.number(),
  /** From here on it is "not latest" (40001), which is not the same as expired (42001). */
  revokedAt: z.number().nullable(),
})
export type IssuedToken = z.infer<typeof IssuedToken>

/** Anything short-lived that is given out and taken back: codes of login, phone, OAuth, welcome and cards. */
export const Voucher = z.object({
  code: z.string(),
  sort: z.enum([
    'js',
    'phone',
    'oauth',
    'welcome',
    'card',
    'config-ticket',
    'agent-ticket',
    'user-ticket',
    'kf-token',
    'kf-brief',
    'kf-long',
  ]),
  account: z.string(),
  subject: z.string(),
  /** Card: the task; welcome: the customer; phone: nothing. */
  detail: z.string(),
  expiresAt: z.number(),
  usedAt: z.number().nullable(),
})
export type Voucher = z.infer<typeof Voucher>

export const ContactWay = z.object({
  configId: z.string(),
  state: z.string(),
  users: z.array(z.string()),
  skipVerify: z.boolean(),
  qrCode: z.string(),
  remark: z.string(),
  type: z.number().int().default(2),
  scene: z.number().int().default(2),
  createdAt: z.number().default(0),
  /** Only temporary ones end. */
  expiresAt: z.number().nullable().default(null),
})

export const World = z.object({
  version: z.literal(1),
  seed: z.number().int(),
  createdAt: z.number(),
  aheadMs: z.number(),
  counter: z.number().int(),
  accounts: z.array(Account),
  people: z.record(z.string(), Person),
  /** By `<appid>:<person>`. */
  follows: z.record(z.string(), Follow),
  /** People who opened the mini-program once, by `<appid>:<person>`: only then does it know their openid. */
  miniUsers: z.record(z.string(), z.object({ sessionKey: z.string() })),
  departments: z.array(Department),
  members: z.record(z.string(), Member),
  /** By `<userid>:<person>`. */
  friendships: z.record(z.string(), Friendship),
  qrCodes: z.array(QrCode),
  templates: z.array(MessageTemplate),
  menus: z.record(z.string(), z.array(MenuButton)),
  oaTags: z.record(z.string(), z.array(z.object({ id: z.number().int(), name: z.string() }))),
  contactWays: z.record(z.string(), ContactWay),
  /** By corpid. */
  corps: z.record(z.string(), Corp).default({}),
  /** Subscribe-message sends left, by `<appid>:<person>:<template>` (facts B4). */
  grants: z.record(z.string(), z.number().int()),
  tokens: z.array(IssuedToken),
  vouchers: z.record(z.string(), Voucher),
  /** Template sends by `<appid>:<openid>:<client_msg_id>` (facts A4.1). */
  clientMessages: z.record(z.string(), z.object({ at: z.number(), messageId: z.number() })),
  messages: z.array(Message),
  /** What went well for a person at least once, by the journal's titles: outlives the journal and the process. */
  deeds: z.record(z.string(), z.array(z.string())).default({}),
  /** What Official Accounts and mini-programs remember for themselves, by appid. */
  wechat: z.record(z.string(), WechatState).default({}),
  /** The company's personal account, which a bot runs. */
  bot: BotPhone.default(emptyBotPhone),
  /** SMS, mails and pushes, and what the company's own system was told. */
  gateway: z.array(GatewayMessage).default([]),
  walkPerson: z.string().nullable(),
})
export type World = z.infer<typeof World>

export function emptyWorld(seed: number, now: Date): World {
  return {
    version: 1,
    seed,
    createdAt: now.getTime(),
    aheadMs: 0,
    counter: 1,
    accounts: [],
    people: {},
    follows: {},
    miniUsers: {},
    departments: [],
    members: {},
    friendships: {},
    qrCodes: [],
    templates: [],
    menus: {},
    oaTags: {},
    contactWays: {},
    corps: {},
    grants: {},
    tokens: [],
    vouchers: {},
    clientMessages: {},
    messages: [],
    deeds: {},
    wechat: {},
    bot: emptyBotPhone(),
    gateway: [],
    walkPerson: null,
  }
}
