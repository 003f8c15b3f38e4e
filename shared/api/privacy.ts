import { z } from 'zod'
import { ContactId } from '../ids.ts'
import { page } from './errors.ts'

/** What is typed to confirm that a person is to be erased for good. */
export const ERASURE_WORDS = '永久删除'

export const Reason = z.string().trim().min(2, '请写明原因').max(200)

export const ErasureAsk = z.object({
  reason: Reason,
  confirm: z.literal(ERASURE_WORDS, `请输入“${ERASURE_WORDS}”确认`),
})
export type ErasureAsk = z.infer<typeof ErasureAsk>

export const ExportAsk = z.object({ reason: Reason, format: z.enum(['json', 'html']).default('html') })
export type ExportAsk = z.infer<typeof ExportAsk>

/**
 * An erasure: erasing → cleaning (gone for everybody, its bytes still in the database's files) → confirmed.
 * An export is given out in one answer: it is only recorded.
 */
export const PrivacyState = z.enum(['erasing', 'cleaning', 'confirmed', 'given'])
export type PrivacyState = z.infer<typeof PrivacyState>

export const PrivacyRequest = z.object({
  id: z.string(),
  kind: z.enum(['erasure', 'export']),
  contact: ContactId,
  state: PrivacyState,
  by: z.string(),
  reason: z.string(),
  askedAt: z.coerce.date(),
  erasedAt: z.coerce.date().nullable(),
  confirmedAt: z.coerce.date().nullable(),
  /** How many rows went, by collection: what is left as a proof. */
  counts: z.record(z.string(), z.number().int()),
  /** Why cleaning did not come to its end; it is tried again. */
  problem: z.string().nullable(),
})
export type PrivacyRequest = z.infer<typeof PrivacyRequest>
export const PrivacyRequestPage = page(PrivacyRequest)
