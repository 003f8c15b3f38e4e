import { z } from 'zod'
import { AttributeValue } from '../contact.ts'
import { ContactId } from '../ids.ts'
import { page } from './errors.ts'

/**
 * POST /api/v1/objects/:type: the fields of the row by name, as the object defines them. `updatedAt` says how new the
 * word is: an older one than is known changes nothing; left out, it is now. A text whose field's name or label says that it is
 * a phone number, an e-mail address or the number of an identity card is kept sealed, and shown masked.
 */
export const OutsideRow = z
  .record(z.string(), z.unknown())
  .meta({ examples: [{ orderNo: 'A1001', phone: '13900000001', amount: 299, paidAt: '2026-11-30T10:00:00+08:00' }] })
export const OutsideRows = z.union([z.array(OutsideRow).min(1).max(1000), OutsideRow])

export const RowResult = z.object({
  /** Its place in the batch. */
  index: z.number().int(),
  externalId: z.string().nullable(),
  /** `older`: a newer word about it is known already. */
  result: z.enum(['created', 'updated', 'unchanged', 'older', 'refused']),
  problems: z.array(z.string()).optional(),
})
export type RowResult = z.infer<typeof RowResult>
export const RowResults = z.object({
  created: z.number().int(),
  updated: z.number().int(),
  unchanged: z.number().int(),
  refused: z.number().int(),
  items: z.array(RowResult),
})
export type RowResults = z.infer<typeof RowResults>

/** A row as the admin page shows it. */
export const ObjectRowView = z.object({
  externalId: z.string(),
  contact: ContactId.nullable(),
  contactName: z.string().nullable(),
  fields: z.record(z.string(), AttributeValue),
  at: z.coerce.date(),
  updatedAt: z.coerce.date(),
})
export type ObjectRowView = z.infer<typeof ObjectRowView>
export const ObjectRowPage = page(ObjectRowView)
