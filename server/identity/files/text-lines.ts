import { MAX_CELL } from './file-row.ts'

/** A line of a text file. One that is too long is cut: `whole` is false, and its rest is passed over. */
export type TextLine = { number: number; text: string; whole: boolean }

export async function* textLines(text: AsyncIterable<string>): AsyncGenerator<TextLine> {
  let rest = ''
  let number = 0
  let whole = true
  const take = (line: string): TextLine => {
    number += 1
    const taken = whole && line.length <= MAX_CELL ? line.replace(/\r$/, '') : line.slice(0, MAX_CELL)
    const complete = whole && line.length <= MAX_CELL
    whole = true
    return { number, text: taken, whole: complete }
  }
  for await (const piece of text) {
    const lines = (rest + piece).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) yield take(line)
    if (rest.length > MAX_CELL) {
      rest = rest.slice(0, MAX_CELL)
      whole = false
    }
  }
  if (rest !== '' || !whole) yield take(rest)
}
