import { z } from 'zod'
import { OaType } from '../account-rights.ts'
import { AccountId } from '../ids.ts'

const name = z.string().min(1, '请填写名称').max(60, '名称最多 60 个字')
const callbackToken = z.string().regex(/^[A-Za-z0-9]{3,32}$/, '令牌应为 3–32 位字母或数字')
const encodingAesKey = z.string().regex(/^[A-Za-z0-9]{43}$/, '消息加解密密钥应为 43 位字母或数字')
const appId = z.string().regex(/^wx[0-9a-f]{16}$/, 'AppID 应为 wx 加 16 位十六进制字符')
const appSecret = z.string().min(1, '请填写 AppSecret').max(200)
const originalId = z.string().regex(/^gh_[0-9a-zA-Z]+$/, '原始 ID 应以 gh_ 开头')
const corpId = z.string().regex(/^(ww|wx)[0-9a-z]{16}$/, '企业 ID 应以 ww 开头，共 18 位')
const agentId = z.coerce.string().regex(/^\d+$/, 'AgentId 应为数字')
/** plain is refused for a callback unless it is chosen here: its signature does not cover the body. */
const mode = z.enum(['safe', 'compatible', 'plain'])
/** What the platform's console and we must both know; made by us when not given. */
const keys = { token: callbackToken.optional(), encodingAesKey: encodingAesKey.optional() }

/** Connecting an account. Secrets go in and are never read back. */
export const NewAccount = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('oa'),
    name,
    appId,
    appSecret,
    originalId,
    mode: mode.default('safe'),
    type: OaType.default('service'),
    /** Certified by the platform (认证); unverified accounts lack most calls. */
    certified: z.boolean().default(true),
    ...keys,
  }),
  z.object({
    kind: z.literal('mini'),
    name,
    appId,
    appSecret,
    originalId: originalId.optional(),
    mode: mode.default('safe'),
    ...keys,
  }),
  z.object({
    kind: z.literal('wecom'),
    name,
    corpId,
    agentId,
    appSecret,
    /** The app of its company that deals with customers; the first one unless said. */
    customerContact: z.boolean().optional(),
    ...keys,
  }),
])
export type NewAccount = z.infer<typeof NewAccount>

/** What can be changed of an account; what is not given stays. Ids only until the platform has spoken to us. */
export const AccountChange = z.object({
  name: name.optional(),
  appSecret: appSecret.optional(),
  appId: appId.optional(),
  corpId: corpId.optional(),
  agentId: agentId.optional(),
  originalId: originalId.optional(),
  mode: mode.optional(),
  type: OaType.optional(),
  certified: z.boolean().optional(),
  customerContact: z.literal(true).optional(),
})
export type AccountChange = z.infer<typeof AccountChange>

/** Shown once, to be copied into the platform's console: afterwards they can only be made anew. */
export const CallbackKeys = z.object({ token: callbackToken, encodingAesKey })
export type CallbackKeys = z.infer<typeof CallbackKeys>

/** With the keys that were made for it; those that were given are not told again. */
export const AccountCreated = CallbackKeys.partial().extend({ id: AccountId, callbackUrl: z.string() })
export type AccountCreated = z.infer<typeof AccountCreated>

export const AccountStatus = z.enum(['active', 'paused', 'disconnected'])
export type AccountStatus = z.infer<typeof AccountStatus>

/** What the list shows; no secret in it. */
export const AccountSummary = z.object({
  id: AccountId,
  kind: z.enum(['oa', 'mini', 'wecom']),
  name: z.string(),
  /** appid or corpid */
  appId: z.string(),
  agentId: z.string().nullable(),
  originalId: z.string().nullable(),
  mode: z.string().nullable(),
  /** Of an Official Account only. */
  type: OaType.nullable(),
  certified: z.boolean(),
  /** Of a WeCom app: whether it is the one of its company that deals with customers. */
  customerContact: z.boolean(),
  status: AccountStatus,
  callbackUrl: z.string(),
  /** The page to put into the app's chat sidebar; of WeCom apps only. */
  sidebarUrl: z.string().nullable(),
  /** Why the platform can't reach that address whatever is set up there; null when nothing speaks against it. */
  addressProblem: z.string().nullable(),
  /** When the platform's GET verification last succeeded, and when the last callback came. */
  verifiedAt: z.coerce.date().nullable(),
  lastCallbackAt: z.coerce.date().nullable(),
  /**
   * The EncodingAESKey: not used in plain mode; unproven until something sealed was opened with it, for an Official
   * Account and a mini-program verify only the token; wrong when the platform's last sealed request could not be opened.
   */
  key: z.enum(['unused', 'unproven', 'proven', 'wrong']),
  /** The last request that came for this account and was turned away, in words. */
  lastRefusal: z.object({ at: z.coerce.date(), message: z.string() }).nullable(),
  /** Result of the last credential test: null when never tested; a Chinese sentence when wrong; our address as the platform sees it. */
  credentials: z
    .object({ ok: z.boolean(), message: z.string(), at: z.coerce.date(), ip: z.string().nullable() })
    .nullable(),
  lastSync: z
    .object({ what: z.string(), at: z.coerce.date(), count: z.number().int(), problem: z.string().nullable() })
    .nullable(),
  createdAt: z.coerce.date(),
})
export type AccountSummary = z.infer<typeof AccountSummary>
