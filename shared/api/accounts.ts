import { z } from 'zod'
import { AccountId } from '../ids.ts'

const name = z.string().min(1).max(60)
const callbackToken = z.string().regex(/^[A-Za-z0-9]{3,32}$/, '令牌应为 3–32 位字母或数字')
const encodingAesKey = z.string().regex(/^[A-Za-z0-9]{43}$/, '消息加解密密钥应为 43 位字母或数字')
const appId = z.string().regex(/^wx[0-9a-f]{16}$/, 'AppID 应为 wx 加 16 位十六进制字符')

/** Connecting an account. Secrets go in and are never read back. */
export const NewAccount = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('oa'),
    name,
    appId,
    appSecret: z.string().min(1),
    originalId: z.string().regex(/^gh_[0-9a-zA-Z]+$/, '原始 ID 应以 gh_ 开头'),
    token: callbackToken,
    encodingAesKey,
    /** plain is refused for a callback unless it is chosen here: its signature does not cover the body. */
    mode: z.enum(['safe', 'compatible', 'plain']).default('safe'),
  }),
  z.object({
    kind: z.literal('mini'),
    name,
    appId,
    appSecret: z.string().min(1),
    originalId: z.string().optional(),
    token: callbackToken,
    encodingAesKey,
    mode: z.enum(['safe', 'compatible', 'plain']).default('safe'),
  }),
  z.object({
    kind: z.literal('wecom'),
    name,
    corpId: z.string().regex(/^(ww|wx)[0-9a-z]{16}$/, '企业 ID 应以 ww 开头，共 18 位'),
    agentId: z.coerce.string().regex(/^\d+$/),
    appSecret: z.string().min(1),
    token: callbackToken,
    encodingAesKey,
  }),
])
export type NewAccount = z.infer<typeof NewAccount>

export const AccountCreated = z.object({ id: AccountId, callbackUrl: z.string() })
export type AccountCreated = z.infer<typeof AccountCreated>

/** What the list shows; no secret in it. */
export const AccountSummary = z.object({
  id: AccountId,
  kind: z.enum(['oa', 'mini', 'wecom']),
  name: z.string(),
  /** appid or corpid */
  appId: z.string(),
  agentId: z.string().nullable(),
  mode: z.string().nullable(),
  callbackUrl: z.string(),
  /** When the platform's GET verification last succeeded, and when the last callback came. */
  verifiedAt: z.coerce.date().nullable(),
  lastCallbackAt: z.coerce.date().nullable(),
  /** Result of the last credential test: null when never tested; a Chinese sentence when wrong. */
  credentials: z.object({ ok: z.boolean(), message: z.string(), at: z.coerce.date() }).nullable(),
  lastSync: z
    .object({ what: z.string(), at: z.coerce.date(), count: z.number().int(), problem: z.string().nullable() })
    .nullable(),
  createdAt: z.coerce.date(),
})
export type AccountSummary = z.infer<typeof AccountSummary>
