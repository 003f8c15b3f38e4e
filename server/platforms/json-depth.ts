/** No answer of a platform is nested so deeply; one that is was made to exhaust whoever reads it. */
export const MOST_LEVELS = 64

/** Whether `text` opens more objects and lists inside each other than that; told before anything is built from it. */
export function isTooDeep(text: string): boolean {
  let depth = 0
  for (let index = 0; index < text.length; index += 1) {
    switch (text[index]) {
      case '"':
        index = endOfString(text, index)
        break
      case '{':
      case '[':
        depth += 1
        if (depth > MOST_LEVELS) return true
        break
      case '}':
      case ']':
        depth -= 1
        break
    }
  }
  return false
}

function endOfString(text: string, start: number): number {
  let index = start + 1
  while (index < text.length && text[index] !== '"') index += text[index] === '\\' ? 2 : 1
  return index
}
