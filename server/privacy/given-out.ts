import { parseJson } from '../kit/parse-json.ts'
import type { Cipher } from '../store/cipher.ts'

/** How work is divided up and guarded: fields of rows that mean nothing to the person. */
const machinery = new Set([
  ...['writer', 'partition', 'revision', 'shard', 'order', 'urgent', 'claim', 'claimedUntil', 'claimed', 'attempts'],
  ...['dedupeKey', 'place', 'turn', 'untold', 'handles', 'searchName', 'fence', 'print', 'hash', 'touched', 'until'],
  ...['batch', 'calledAt', 'expireAt', 'firstWord', 'movedFrom', 'grantedBy', 'arrivedAt', 'due', 'run', 'version'],
  // Both records as they were before a merge, of which one may be another person's; whom one was kept apart from.
  ...['absorbed', 'survivor', 'keptApart'],
])

/** What a row says, for the person it is about: sealed values in clear, without the machinery. */
export function givenOut(row: object, cipher: Cipher): unknown {
  const told = Object.entries(row).filter(([key]) => !machinery.has(key))
  return opened(Object.fromEntries(told), cipher)
}

function opened(value: unknown, cipher: Cipher): unknown {
  if (Array.isArray(value)) return value.map((one) => opened(one, cipher))
  if (typeof value !== 'object' || value === null || value instanceof Date) return value
  const entries = Object.entries(value).map(([key, inner]): [string, unknown] => {
    if (key === 'sealed' && typeof inner === 'string') return ['value', cipher.unseal(inner)]
    // What entered from our own pages lies as a text that has sealed values of its own.
    if (key === 'body' && typeof inner === 'string' && inner.startsWith('{'))
      return [key, opened(parsedOr(inner), cipher)]
    return [key, opened(inner, cipher)]
  })
  return Object.fromEntries(entries.filter(([key]) => key !== 'tails'))
}

function parsedOr(text: string): unknown {
  try {
    return parseJson(text)
  } catch (error) {
    if (error instanceof SyntaxError) return text
    throw error
  }
}
