import { refuse } from './refusal.ts'

/** One page by a cursor nobody outside can read. */
export function pageOf<T>(all: readonly T[], cursor: string, limit: number): { rows: T[]; next: string } {
  const from = cursor === '' ? 0 : Number(Buffer.from(cursor, 'base64url').toString())
  if (!Number.isInteger(from) || from < 0) return refuse(40058, 'invalid cursor')
  const rows = all.slice(from, from + limit)
  const next = from + rows.length
  return { rows, next: next < all.length ? Buffer.from(String(next)).toString('base64url') : '' }
}
