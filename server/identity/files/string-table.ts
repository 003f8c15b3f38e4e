import { FileUnreadable } from './file-row.ts'

/** The texts a workbook's cells point to. Kept as bytes: a million short strings would weigh ten times as much. */
const MAX_BYTES = 96 * 1024 * 1024
const CHUNK = 1024 * 1024

export function createStringTable() {
  const chunks: Buffer[] = []
  let places = new Float64Array(4096)
  let count = 0
  let chunk = Buffer.alloc(0)
  let used = 0
  let total = 0
  return {
    add(text: string): void {
      const size = Buffer.byteLength(text)
      total += size
      if (total > MAX_BYTES) throw new FileUnreadable('Excel 文件里的文字过多，请另存为 CSV 再上传')
      if (used + size > chunk.length || chunks.length === 0) {
        chunk = Buffer.alloc(Math.max(CHUNK, size))
        chunks.push(chunk)
        used = 0
      }
      chunk.write(text, used)
      if ((count + 1) * 2 > places.length) {
        const wider = new Float64Array(places.length * 2)
        wider.set(places)
        places = wider
      }
      places[count * 2] = (chunks.length - 1) * 2 ** 32 + used
      places[count * 2 + 1] = size
      used += size
      count += 1
    },
    get(index: number): string | null {
      if (!Number.isInteger(index) || index < 0 || index >= count) return null
      const place = places[index * 2] ?? 0
      const start = place % 2 ** 32
      return chunks[Math.floor(place / 2 ** 32)]?.toString('utf8', start, start + (places[index * 2 + 1] ?? 0)) ?? null
    },
  }
}
export type StringTable = ReturnType<typeof createStringTable>
