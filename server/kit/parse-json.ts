const DIGIT = /[0-9]/
const LONG_NUMBER = /\d{16}/

/**
 * `JSON.parse` that keeps integers of 16 digits and more as strings: the platforms send 64-bit ids as bare numbers
 * (`"msgid":1700827132819554304`), and a double would silently change them.
 */
export function parseJson(text: string): unknown {
  return JSON.parse(LONG_NUMBER.test(text) ? quoteLongIntegers(text) : text)
}

function quoteLongIntegers(text: string): string {
  let out = ''
  let index = 0
  while (index < text.length) {
    const from = index
    if (text[index] === '"') index = endOfString(text, index)
    else if (DIGIT.test(text[index] ?? '')) {
      index = endOfNumber(text, index)
      const number = text.slice(from, index)
      out += /^\d{16,}$/.test(number) ? `"${number}"` : number
      continue
    } else index += 1
    out += text.slice(from, index)
  }
  return out
}

function endOfString(text: string, start: number): number {
  let index = start + 1
  while (index < text.length && text[index] !== '"') index += text[index] === '\\' ? 2 : 1
  return index + 1
}

function endOfNumber(text: string, start: number): number {
  let index = start
  while (index < text.length && /[0-9.eE+-]/.test(text[index] ?? '')) index += 1
  return index
}
