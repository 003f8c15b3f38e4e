import type { z } from 'zod'
import { Refusal } from '../../shared/refusal.ts'

/** Where a page of a list ended, as opaque text for the client. */
export const encodeCursor = (place: Record<string, unknown>): string =>
  Buffer.from(JSON.stringify(place)).toString('base64url')

/** Null at the beginning of the list; a text we did not make is refused. */
export function decodeCursor<T>(shape: z.ZodType<T>, cursor: string | undefined): T | null {
  if (cursor === undefined) return null
  const text = Buffer.from(cursor, 'base64url').toString('utf8')
  const parsed = text.startsWith('{') ? shape.safeParse(parseJson(text)) : null
  if (parsed?.success === true) return parsed.data
  throw new Refusal({ code: 'page.unknown-cursor', status: 400, message: '翻页位置无效，请从第一页重新开始' })
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}
