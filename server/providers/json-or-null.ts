import { parseJson } from '../kit/parse-json.ts'

/** What somebody else's server wrote: null when it is no JSON. */
export function jsonOrNull(text: string): unknown {
  try {
    return parseJson(text)
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}
