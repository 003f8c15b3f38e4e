import { z } from 'zod'

/** How callbacks leave (facts A2.2). WeCom knows `safe` only (facts C2.1). */
export const PushMode = z.enum(['safe', 'compatible', 'plain'])
export type PushMode = z.infer<typeof PushMode>

const receiver = {
  name: z.string(),
  /** Callback token and key as typed into the platform's console. */
  token: z.string(),
  encodingAesKey: z.string().length(43),
  /** Null until the product's address passed the verification request. */
  callbackUrl: z.string().nullable(),
}

export const OaAccount = z.object({
  kind: z.literal('oa'),
  appId: z.string(),
  appSecret: z.string(),
  /** `gh_…`: what stands in ToUserName (facts A2.4). */
  originalId: z.string(),
  mode: PushMode,
  format: z.literal('xml'),
  openPlatformId: z.string().nullable(),
  /** Template messages belong to service accounts (facts A4.2). */
  service: z.boolean(),
  /** 微信认证. */
  verified: z.boolean().default(true),
  ...receiver,
})
export type OaAccount = z.infer<typeof OaAccount>

export const MiniAccount = z.object({
  kind: z.literal('mini'),
  appId: z.string(),
  appSecret: z.string(),
  originalId: z.string(),
  mode: PushMode,
  format: z.enum(['xml', 'json']),
  openPlatformId: z.string().nullable(),
  ...receiver,
})
export type MiniAccount = z.infer<typeof MiniAccount>

export const WecomAccount = z.object({
  kind: z.literal('wecom'),
  corpId: z.string(),
  agentId: z.number().int(),
  appSecret: z.string(),
  agentName: z.string(),
  /** The bound developer id gives the Open Platform the unionid is taken from (facts C4.1). */
  openPlatformId: z.string().nullable(),
  ...receiver,
})
export type WecomAccount = z.infer<typeof WecomAccount>

export const Account = z.discriminatedUnion('kind', [OaAccount, MiniAccount, WecomAccount])
export type Account = z.infer<typeof Account>

/** What the account is called in URLs and in the journal: appid or corpid. */
export const accountKey = (account: Account): string => (account.kind === 'wecom' ? account.corpId : account.appId)
