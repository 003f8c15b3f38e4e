import { z } from 'zod'

/** 微信客服 of one company: accounts, conversations, and what was said in them (facts C7). */
export const KfAccount = z.object({
  id: z.string(),
  name: z.string(),
  avatar: z.string(),
  servicers: z.array(z.string()),
  departments: z.array(z.number().int()),
})
export type KfAccount = z.infer<typeof KfAccount>

export const KfSession = z.object({
  account: z.string(),
  person: z.string(),
  /** 0 new, 1 robot, 2 pool, 3 a member, 4 ended. */
  state: z.number().int(),
  servicer: z.string(),
  /** The customer's last message; null when they only looked in. */
  spokenAt: z.number().nullable(),
  /** Messages the company may still send. */
  left: z.number().int(),
  scene: z.string(),
  sceneParam: z.string(),
})
export type KfSession = z.infer<typeof KfSession>

export const KfRow = z.object({
  account: z.string(),
  person: z.string(),
  at: z.number(),
  /** As sync_msg answers it, save for the ids above. */
  content: z.record(z.string(), z.unknown()),
})

export const KfDesk = z.object({
  accounts: z.array(KfAccount),
  sessions: z.array(KfSession),
  rows: z.array(KfRow),
  sentIds: z.array(z.string()),
})
