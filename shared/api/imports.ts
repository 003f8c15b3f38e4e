import { z } from 'zod'
import { ImportMapping } from '../imports/mapping.ts'
import { RowMapping } from '../imports/row-mapping.ts'
import { ImportSummary } from './system.ts'

/** What would become of the rows of a file: counted over all of it, and the first ones of each kind. */
export const PreviewKind = z.enum(['created', 'updated', 'merged', 'unchanged', 'refused', 'conflict'])
export type PreviewKind = z.infer<typeof PreviewKind>
export const PreviewRow = z.object({
  line: z.number().int(),
  /** Phone numbers and addresses are masked. */
  cells: z.array(z.string()),
  /** Why, in sentences: what is wrong with it, or with whom it is joined. */
  reasons: z.array(z.string()),
})
export type PreviewRow = z.infer<typeof PreviewRow>
export const ImportPreview = z.object({
  rows: z.number().int(),
  created: z.number().int(),
  updated: z.number().int(),
  merged: z.number().int(),
  unchanged: z.number().int(),
  refused: z.number().int(),
  /** Taken, but with somebody else who may be the same person: for a person to decide. */
  conflict: z.number().int(),
  samples: z.partialRecord(PreviewKind, z.array(PreviewRow)),
})
export type ImportPreview = z.infer<typeof ImportPreview>

/** An import while a person works on it: what its columns are, what they mean, what would happen. */
export const ImportDetail = z.object({
  summary: ImportSummary,
  columns: z.array(z.object({ title: z.string(), samples: z.array(z.string()) })),
  guess: ImportMapping.nullable(),
  /** The guess is what was said of a file with the same columns. */
  remembered: z.boolean(),
  mapping: ImportMapping.nullable(),
  /** Of a file of an object's rows: what was guessed and said in place of the two above. */
  rows: z.object({ guess: RowMapping.nullable(), mapping: RowMapping.nullable() }).nullable(),
  preview: ImportPreview.nullable(),
})
export type ImportDetail = z.infer<typeof ImportDetail>

/** The connected accounts a file can name people of: the id their openids belong to, and what people call them. */
const Named = z.array(z.object({ id: z.string(), name: z.string() }))
export const ImportAccounts = z.object({ oa: Named, mini: Named, wecom: Named })
export type ImportAccounts = z.infer<typeof ImportAccounts>
