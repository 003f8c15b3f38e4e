import { randomBytes } from 'node:crypto'

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'

/** 16 random characters (80 bits) behind a two-letter prefix: `newId('ct')` → `ct_…`. Sorts by nothing, guesses from nothing. */
export function newId(prefix: string): string {
  let text = ''
  for (const byte of randomBytes(16)) text += ALPHABET[byte & 31]
  return `${prefix}_${text}`
}
