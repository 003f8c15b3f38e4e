import { cellTooLong, type FileRow, FileUnreadable, MAX_CELL, MAX_COLUMNS, type StoredFile } from './file-row.ts'
import { createStringTable, type StringTable } from './string-table.ts'
import { formatOf, type NumberFormat, numberText } from './xlsx-values.ts'
import { xmlMarks } from './xml-reader.ts'
import { openZip, type ZipParts } from './zip-parts.ts'

/**
 * The first sheet of a workbook, row by row as its XML comes out of the zip. In memory stand one row, the styles and the
 * table of texts, which is bounded; formulas are not worked out, their last value is read.
 */
const MB = 1024 * 1024
const SMALL_PART = 16 * MB
const STRINGS_PART = 512 * MB
const SHEET_PART = 4096 * MB

export async function* xlsxRows(file: StoredFile): AsyncGenerator<FileRow> {
  const zip = await openZip(file)
  if (!zip.names.has('xl/workbook.xml')) throw new FileUnreadable('这个压缩文件不是 Excel 工作簿（xlsx）')
  const { sheet, from1904 } = await readWorkbook(zip)
  const formats = zip.names.has('xl/styles.xml') ? await readFormats(zip) : []
  const strings = zip.names.has('xl/sharedStrings.xml') ? await readStrings(zip) : createStringTable()
  let width = 0
  for await (const row of sheetRows(zip, sheet, { formats, strings, from1904 })) {
    if (row.cells.every((cell) => cell.trim() === '') && row.problem === null) continue
    if (width === 0) width = filled(row.cells)
    // A sheet holds no empty cells behind its last one; a cell to the right of the names belongs to no column.
    const cells = Array.from({ length: Math.max(width, filled(row.cells)) }, (_, at) => row.cells[at] ?? '')
    yield { ...row, cells }
  }
}

const filled = (cells: readonly string[]) => cells.findLastIndex((cell) => (cell ?? '').trim() !== '') + 1

async function readWorkbook(zip: ZipParts): Promise<{ sheet: string; from1904: boolean }> {
  let id: string | null = null
  let from1904 = false
  for await (const marks of xmlMarks(await zip.read('xl/workbook.xml', SMALL_PART))) {
    for (const mark of marks) {
      if (mark.kind !== 'open') continue
      if (mark.name === 'workbookPr') from1904 = ['1', 'true'].includes(mark.attributes.date1904 ?? '')
      if (mark.name === 'sheet' && mark.attributes.state !== 'hidden') id ??= mark.attributes.id ?? null
    }
  }
  for await (const marks of xmlMarks(await zip.read('xl/_rels/workbook.xml.rels', SMALL_PART))) {
    for (const mark of marks) {
      if (mark.kind !== 'open' || mark.name !== 'Relationship' || mark.attributes.Id !== id) continue
      const target = mark.attributes.Target ?? ''
      return { sheet: target.startsWith('/') ? target.slice(1) : `xl/${target}`, from1904 }
    }
  }
  throw new FileUnreadable('Excel 工作簿里没有可读的工作表')
}

/** How each style shows a number. */
async function readFormats(zip: ZipParts): Promise<NumberFormat[]> {
  const codes = new Map<string, string>()
  const formats: NumberFormat[] = []
  let inCells = false
  for await (const marks of xmlMarks(await zip.read('xl/styles.xml', SMALL_PART))) {
    for (const mark of marks) {
      if (mark.kind === 'text') continue
      if (mark.name === 'cellXfs') inCells = mark.kind === 'open'
      if (mark.kind === 'close') continue
      const { numFmtId = '0', formatCode = '' } = mark.attributes
      if (mark.name === 'numFmt') codes.set(numFmtId, formatCode)
      if (mark.name === 'xf' && inCells) formats.push(formatOf(Number(numFmtId), codes.get(numFmtId)))
    }
  }
  return formats
}

async function readStrings(zip: ZipParts): Promise<StringTable> {
  const strings = createStringTable()
  let text = ''
  let inText = false
  let reading = false
  for await (const marks of xmlMarks(await zip.read('xl/sharedStrings.xml', STRINGS_PART))) {
    for (const mark of marks) {
      if (mark.kind === 'text') {
        if (inText && !reading && text.length <= MAX_CELL) text += mark.text.slice(0, MAX_CELL + 1)
        continue
      }
      const opens = mark.kind === 'open'
      if (mark.name === 't') inText = opens
      // How a word is spoken stands beside the word.
      else if (mark.name === 'rPh') reading = opens
      else if (mark.name === 'si' && opens) text = ''
      else if (mark.name === 'si') strings.add(text)
    }
  }
  return strings
}

type SheetNeeds = { formats: readonly NumberFormat[]; strings: StringTable; from1904: boolean }

async function* sheetRows(zip: ZipParts, sheet: string, needs: SheetNeeds): AsyncGenerator<FileRow> {
  let row: { line: number; cells: string[]; tooLong: number | null } = { line: 0, cells: [], tooLong: null }
  let cell = { at: 0, type: 'n', style: 0, text: '' }
  let inValue = false
  let reading = false
  for await (const marks of xmlMarks(await zip.read(sheet, SHEET_PART))) {
    for (const mark of marks) {
      if (mark.kind === 'text') {
        if (inValue && !reading && cell.text.length <= MAX_CELL) cell.text += mark.text.slice(0, MAX_CELL + 1)
        continue
      }
      const opens = mark.kind === 'open'
      if (mark.name === 'row' && opens) {
        row = { line: Number(mark.attributes.r ?? row.line + 1), cells: [], tooLong: null }
      } else if (mark.name === 'c' && opens) {
        const { r, t = 'n', s = '0' } = mark.attributes
        cell = { at: r === undefined ? row.cells.length : columnOf(r), type: t, style: Number(s), text: '' }
      } else if (mark.name === 'v' || mark.name === 't') inValue = opens
      else if (mark.name === 'rPh') reading = opens
      else if (mark.name === 'c' && cell.text !== '') {
        if (cell.at >= MAX_COLUMNS) throw new FileUnreadable(`工作表超过 ${MAX_COLUMNS} 列，不像是客户清单`)
        while (row.cells.length < cell.at) row.cells.push('')
        const text = cellText(cell, needs)
        if (text.length > MAX_CELL) row.tooLong ??= cell.at
        row.cells[cell.at] = text.length > MAX_CELL ? `${text.slice(0, 100)}…` : text
      } else if (mark.name === 'row') {
        const { line, cells, tooLong } = row
        yield { line, lastLine: line, cells, problem: tooLong === null ? null : cellTooLong(tooLong) }
      }
    }
  }
}

function cellText(cell: { type: string; style: number; text: string }, needs: SheetNeeds): string {
  switch (cell.type) {
    case 's':
      return needs.strings.get(Number(cell.text)) ?? ''
    case 'b':
      return cell.text === '1' ? '是' : '否'
    case 'n':
      return numberText(cell.text, needs.formats[cell.style] ?? 'plain', needs.from1904)
    default:
      // Written text, the result of a formula, an ISO date; what went wrong (#REF!) is told by whoever reads the value.
      return cell.text
  }
}

/** `AB12` stands in the twenty-eighth column. */
function columnOf(place: string): number {
  let column = 0
  for (const letter of /^[A-Z]{1,3}/.exec(place)?.[0] ?? 'A') column = column * 26 + letter.charCodeAt(0) - 64
  return column - 1
}
