import { crc32, deflateRawSync } from 'node:zlib'

/** A zip of these parts, and a workbook of these rows: only what a reader needs. */
export function zipOf(parts: Record<string, string | Buffer>, lie: { size?: number } = {}): Buffer {
  const [bodies, directory]: [Buffer[], Buffer[]] = [[], []]
  let place = 0
  for (const [name, content] of Object.entries(parts)) {
    const data = Buffer.from(content)
    const packed = deflateRawSync(data)
    const fields = Buffer.alloc(26)
    fields.writeUInt16LE(20, 0)
    fields.writeUInt16LE(8, 4)
    fields.writeUInt32LE(crcOf(data), 10)
    fields.writeUInt32LE(packed.length, 14)
    fields.writeUInt32LE(lie.size ?? data.length, 18)
    fields.writeUInt16LE(name.length, 22)
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), fields, Buffer.from(name), packed])
    const rest = Buffer.alloc(14)
    rest.writeUInt32LE(place, 10)
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00'), fields, rest, Buffer.from(name)]))
    bodies.push(local)
    place += local.length
  }
  const listed = Buffer.concat(directory)
  const end = Buffer.alloc(18)
  end.writeUInt16LE(directory.length, 4)
  end.writeUInt16LE(directory.length, 6)
  end.writeUInt32LE(listed.length, 8)
  end.writeUInt32LE(place, 12)
  return Buffer.concat([...bodies, listed, Buffer.from('PK\x05\x06'), end])
}
function crcOf(data: Buffer): number {
  if (typeof crc32 === 'function') return crc32(data)
  let crc = -1
  for (const byte of data) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0)
  }
  return (crc ^ -1) >>> 0
}

type Cell = string | number | boolean | { day: number } | { formula: string; text: string } | null
const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
const columnOf = (at: number) => String.fromCharCode(65 + at)

/** Texts stand in the shared table, as Excel writes them; `parts` take the place of what would be written. */
export function xlsxOf(rows: readonly (readonly Cell[])[], parts: Record<string, string> = {}): Buffer {
  const texts: string[] = []
  const cell = (value: Cell, place: string): string => {
    if (value === null) return ''
    if (typeof value === 'number') return `<c r="${place}"><v>${value}</v></c>`
    if (typeof value === 'boolean') return `<c r="${place}" t="b"><v>${value ? 1 : 0}</v></c>`
    if (typeof value === 'string') return `<c r="${place}" t="s"><v>${texts.push(value) - 1}</v></c>`
    if ('day' in value) return `<c r="${place}" s="1"><v>${value.day}</v></c>`
    return `<c r="${place}" t="str"><f>${escaped(value.formula)}</f><v>${escaped(value.text)}</v></c>`
  }
  const lines = rows.map(
    (row, line) =>
      `<row r="${line + 1}">${row.map((value, at) => cell(value, `${columnOf(at)}${line + 1}`)).join('')}</row>`,
  )
  const xml = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
  return zipOf({
    'xl/worksheets/sheet1.xml': `${xml}<worksheet><sheetData>${lines.join('')}</sheetData></worksheet>`,
    'xl/workbook.xml': `${xml}<workbook xmlns:r="r"><sheets><sheet name="隐藏" state="hidden" r:id="rId9"/><sheet name="客户" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `${xml}<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>`,
    'xl/styles.xml': `${xml}<styleSheet><numFmts><numFmt numFmtId="176" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="176"/></cellXfs></styleSheet>`,
    'xl/sharedStrings.xml': `${xml}<sst>${texts.map((text) => `<si><t>${escaped(text)}</t><rPh><t>拼音</t></rPh></si>`).join('')}</sst>`,
    ...parts,
  })
}
