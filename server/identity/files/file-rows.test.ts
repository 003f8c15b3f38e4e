import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { xlsxOf, zipOf } from '../../../test/support/xlsx.ts'
import { FileUnreadable, type StoredFile } from './file-row.ts'
import { fileRows } from './file-rows.ts'

/** The file as it comes from the store: in pieces of these sizes, over and over. */
function fileOf(content: Uint8Array, sizes: readonly number[] = [4096]): StoredFile {
  async function* pieces(from = 0, end = content.length) {
    for (let start = from, turn = 0; start < end; turn += 1) {
      const size = sizes[turn % sizes.length] ?? 1
      yield content.subarray(start, Math.min(end, start + size))
      start += size
    }
  }
  return { bytes: content.length, pieces, range: pieces }
}
async function read(content: Uint8Array, sizes?: readonly number[]): Promise<string[]> {
  const rows: string[] = []
  for await (const { line, cells, problem } of fileRows(fileOf(content, sizes))) {
    rows.push(`${line}:${problem === null ? cells.join('|') : `${problem.column}!${problem.problem}`}`)
  }
  return rows
}
const utf8 = (text: string) => Buffer.from(text)

describe('the rows of a file', () => {
  it.each<[name: string, content: Buffer, rows: string[]]>([
    ['commas', utf8('编号,姓名\nC1,甲'), ['1:编号|姓名', '2:C1|甲']],
    ['semicolons', utf8('编号;姓名;金额\nC1;甲;1,5'), ['1:编号|姓名|金额', '2:C1|甲|1,5']],
    ['tabs', utf8('编号\t姓名\nC1\t"甲\t乙"'), ['1:编号|姓名', '2:C1|甲\t乙']],
    ['the separator that Excel writes in front', utf8('sep=;\na;b\n1;2,3'), ['2:a|b', '3:1|2,3']],
    [
      'UTF-16 as Excel saves "Unicode text"',
      Buffer.from('\ufeff编号\t姓名\nC1\t甲', 'utf16le'),
      ['1:编号|姓名', '2:C1|甲'],
    ],
    [
      'one broken character: its row is told, the others are read',
      Buffer.concat([utf8('编号,姓名\nC1,张'), Buffer.from([0xff]), utf8('三\nC2,李四，很长的一行中文内容')]),
      ['1:编号|姓名', '2:B!有损坏的字符，无法按文件的编码读出', '3:C2|李四，很长的一行中文内容'],
    ],
    [
      'a cell of a megabyte: its row and column are told, the others are read',
      utf8(`a,b,c\n1,2,3\n4,${'x'.repeat(1024 * 1024)},6\n7,8,9`),
      ['1:a|b|c', '2:1|2|3', '3:B!第 2 列的内容超过 64 KB，不像是客户资料', '4:7|8|9'],
    ],
    [
      'JSON lines, with fields that come later and inside others',
      utf8('{"id":"C1","name":"甲"}\n\n{"id":2,"tags":["a","b"],"address":{"city":"上海"}}\nnot json\n[1]'),
      [
        '0:id|name|tags|address.city',
        '1:C1|甲||',
        '3:2||a；b|上海',
        '4:整行!这一行不是 JSON 对象（{…}）',
        '5:整行!这一行不是 JSON 对象（{…}）',
      ],
    ],
    [
      'a workbook: days, long numbers, formulas, empty cells, another sheet that is hidden',
      xlsxOf([
        ['编号', '手机号', '到期', '金额', '会员', ''],
        ['C&1', 13_800_000_001, { day: 46_447 }, 1299.5, true],
        [],
        ['C2', { formula: '"1"&A1', text: '13800000002' }, null, 0.1 + 0.2, false],
        ['C3', null, { day: 46_447.5 }, null, null, '多'],
      ]),
      [
        '1:编号|手机号|到期|金额|会员',
        '2:C&1|13800000001|2027-03-01|1299.5|是',
        '4:C2|13800000002||0.3|否',
        '5:C3||2027-03-01 12:00:00|||多',
      ],
    ],
  ])('with %s', async (_name, content, rows) => expect(await read(content)).toEqual(rows))

  it('has days since 1904 where the workbook counts so', async () => {
    const parts = {
      'xl/workbook.xml':
        '<workbook xmlns:r="r"><workbookPr date1904="1"/><sheets><sheet r:id="rId1"/></sheets></workbook>',
    }
    expect(await read(xlsxOf([['a'], [{ day: 44_985 }]], parts))).toEqual(['1:a', '2:2027-03-01'])
  })

  it('are the same in whatever pieces the file comes', async () => {
    const rows = [
      '客户编号,姓名,备注',
      ...Array.from({ length: 60 }, (_, n) => `C${n},张三${n},"第${n}行\n""引号"",逗号"`),
    ]
    const gbk = Buffer.from('bfcdbba7b1e0bac52cd0d5c3fb0a47312cd5c5c8fd0d0a47322cc0eecbc4', 'hex')
    const json = rows.map((text, id) => JSON.stringify({ id, text, ...(id > 20 ? { late: true } : {}) })).join('\n')
    const workbook = xlsxOf(rows.map((text, at) => [text, at, { day: 46_000 + at }]))
    const files = [utf8(rows.join('\r\n')), utf8(`\ufeff${rows.join('\n')}\n`), gbk, utf8(json), workbook]
    const whole = await Promise.all(files.map((file) => read(file, [1_000_000])))
    expect(whole.map((one) => one.length)).toEqual([61, 61, 3, 62, 61])
    await fc.assert(
      fc.asyncProperty(
        fc.nat(files.length - 1),
        fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 5 }),
        async (which, sizes) => {
          expect(await read(files[which]!, sizes)).toEqual(whole[which])
        },
      ),
      { numRuns: 60 },
    )
  })

  const sheet = (xml: string) => xlsxOf([['a']], { 'xl/worksheets/sheet1.xml': xml })
  it.each<[name: string, content: Buffer, problem: RegExp]>([
    ['an old .xls', Buffer.from('d0cf11e0a1b11ae1', 'hex'), /旧版 Excel/],
    ['a PDF', utf8('%PDF-1.7 …'), /PDF/],
    ['a program', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 0]), /不是表格/],
    ['a JSON array', utf8('[\n  {"id":1}]'), /JSON 数组/],
    ['a zip that is no workbook', zipOf({ 'a.txt': 'a' }), /不是 Excel 工作簿/],
    ['half a workbook', xlsxOf([['a'], ['b']]).subarray(0, 300), /不是有效的 Excel/],
    ['a workbook whose XML is broken', sheet('<worksheet><sheetData><row></c>'), /损坏/],
    [
      'entities that unfold',
      sheet('<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><worksheet><sheetData/>&b;</worksheet>'),
      /损坏/,
    ],
    ['an entity from outside', sheet('<worksheet>&file;</worksheet>'), /损坏/],
    ['a zip bomb', sheet(`<worksheet>${' '.repeat(8 * 1024 * 1024)}</worksheet>`), /压缩比异常/],
    ['a part that lies about its size', zipOf({ 'xl/workbook.xml': 'x'.repeat(5000) }, { size: 10 }), /有效的 Excel/],
    ['neither UTF-8 nor GBK', Buffer.from('c3a92cff20ff', 'hex'), /编码无法识别/],
  ])('of %s are refused with a clear sentence', async (_name, content, problem) => {
    const error = await read(content).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(FileUnreadable)
    expect((error as FileUnreadable).problem).toMatch(problem)
  })
})
