import { describe, expect, it } from 'vitest'
import { csvRows } from './csv-rows.ts'
import { FileUnreadable } from './file-row.ts'
import { fileText } from './file-text.ts'

async function* piecesOf<T extends string | Uint8Array>(content: T, size: number): AsyncGenerator<T> {
  for (let start = 0; start < content.length; start += size) yield content.slice(start, start + size) as T
}
async function read(text: string, size = 5): Promise<string[]> {
  const lines: string[] = []
  for await (const { line, cells, problem } of csvRows(piecesOf(text, size))) {
    lines.push(`${line}:${problem === null ? cells.join('|') : 'broken'}`)
  }
  return lines
}

describe('records of a CSV file', () => {
  it.each([
    ['plain lines', 'a,b\nc,d\n', ['1:a|b', '2:c|d']],
    ['no break at the end', 'a,b\r\nc,d', ['1:a|b', '2:c|d']],
    ['empty lines', 'a\n\n  \nb', ['1:a', '4:b']],
    ['quoted commas and quotes', 'a,"b, ""c"""\nd', ['1:a|b, "c"', '2:d']],
    ['a quoted cell over two lines', 'a,"b\nc",d\ne', ['1:a|b\nc|d', '3:e']],
    ['a stray quote: only its own line is lost', 'a\nb,"c"d\ne\nf', ['1:a', '2:broken', '3:e', '4:f']],
    ['a quote that never closes: only its own line is lost', 'a\nb,"c\nd\ne', ['1:a', '2:broken', '3:d', '4:e']],
    ['nothing', '', []],
  ])('with %s', async (_name, text, expected) => {
    expect(await read(text)).toEqual(expected)
    expect(await read(text, 1)).toEqual(expected)
    expect(await read(text, 1000)).toEqual(expected)
  })

  it('gives up on an open quote after a hundred lines', async () => {
    const lines = await read(`"open\n${Array.from({ length: 150 }, (_, n) => `l${n}`).join('\n')}\nend"`, 64)
    expect(lines[0]).toBe('1:broken')
    expect(lines.at(-2)).toBe('151:l149')
  })
})

describe('text of a file', () => {
  const text = async (bytes: Uint8Array, size: number) => {
    let all = ''
    for await (const piece of fileText(piecesOf(bytes, size))) all += piece
    return all
  }
  it.each([1, 2, 3, 100])('is read as UTF-8 or GBK in pieces of %i bytes', async (size) => {
    expect(await text(new TextEncoder().encode('\ufeff客户编号,张三'), size)).toBe('客户编号,张三')
    expect(await text(new TextEncoder().encode('C1,张三🙂'), size)).toBe('C1,张三🙂')
    expect(await text(Buffer.from('47312cd5c5c8fd0a47322cc0eecbc4', 'hex'), size)).toBe('G1,张三\nG2,李四')
  })
  it('fails when it is neither', async () => {
    await expect(text(Buffer.from('c3a92cff20ff', 'hex'), 100)).rejects.toThrow(FileUnreadable)
  })
})
