import { z } from 'zod'
import { Fault } from './control-api.ts'
import { PushMode } from './world/account.ts'

/** What the simulator's own API is told: the body of every call under `/sandbox/api`. Its answers stand in control-api.ts. */

/** POST /accounts/callback: "保存并启用". `appId` or `corpId` names the account. */
export const SaveCallback = z
  .object({
    appId: z.string().optional(),
    corpId: z.string().optional(),
    callbackUrl: z.url(),
    mode: PushMode.optional(),
    format: z.enum(['xml', 'json']).optional(),
    /** As typed into the console beside the address; those of the account stay when none are given. */
    token: z
      .string()
      .regex(/^[A-Za-z0-9]{3,32}$/)
      .optional(),
    encodingAesKey: z
      .string()
      .regex(/^[A-Za-z0-9]{43}$/)
      .optional(),
  })
  .refine((body) => body.appId !== undefined || body.corpId !== undefined, 'appId or corpId is needed')

/** POST /accounts/rights: service or subscription account, verified or not. */
export const AccountRights = z.object({
  appId: z.string(),
  service: z.boolean().optional(),
  verified: z.boolean().optional(),
})

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
  /** 总是保持以上选择，不再询问. */
  always: z.boolean().default(false),
})
/** GET-like question before the sheet is drawn: what is asked, and what was answered for good. */
export const AskSubscribe = z.object({ templateIds: z.array(z.string()).min(1).max(3) })
/** 消息接收设置: a person turns a template off or on again. */
export const SetSubscribe = z.object({ templateId: z.string(), answer: z.enum(['accept', 'reject']) })
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
export const EditCustomer = z.object({
  person: z.string(),
  remark: z.string().max(20).optional(),
  /** Ids of company tags: all that the customer now has from this member. */
  tags: z.array(z.string()).optional(),
})
/** `selected`: the ids chosen for each question of the card (facts C5.4). */
export const TapCard = z.object({
  key: z.string().min(1),
  selected: z.record(z.string(), z.array(z.string())).default({}),
})
export const SayToCustomer = z.object({ person: z.string(), text: z.string().min(1).max(2000) })

export const SetClock = z.object({
  speed: z.number().min(0).max(100_000).optional(),
  jumpMs: z.number().min(0).optional(),
})
export const SetFaults = z.object({ replace: z.boolean().default(true), faults: z.array(Fault) })
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
