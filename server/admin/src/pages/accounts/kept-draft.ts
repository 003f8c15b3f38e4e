import { z } from 'zod'
import { type Draft, emptyDraft, type Kind } from './connect-fields.ts'

/** What was typed before the account is there, kept in this browser; the secret is not: others may sit here later. */
const KEY = 'weilu.connect-draft'
const Kept = z.object({
  kind: z.enum(['oa', 'mini', 'wecom']),
  name: z.string(),
  appId: z.string(),
  originalId: z.string(),
  corpId: z.string(),
  agentId: z.string(),
  mode: z.enum(['safe', 'compatible', 'plain']),
  type: z.enum(['service', 'subscription']),
  certified: z.boolean(),
})

export function keepDraft(kind: Kind, draft: Draft): void {
  const { appSecret: _secret, ...shown } = draft
  localStorage.setItem(KEY, JSON.stringify({ kind, ...shown }))
}

export const dropDraft = (): void => localStorage.removeItem(KEY)

export function keptDraft(): { kind: Kind; draft: Draft } | null {
  const { kind, ...shown } = readKept(localStorage.getItem(KEY)) ?? { kind: null }
  return kind === null ? null : { kind, draft: { ...emptyDraft, ...shown } }
}

function readKept(text: string | null): z.infer<typeof Kept> | null {
  if (text === null) return null
  try {
    return Kept.safeParse(JSON.parse(text)).data ?? null
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}
