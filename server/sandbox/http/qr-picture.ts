/**
 * A QR code as an SVG picture (ISO/IEC 18004: byte mode, error correction L, versions 1 to 10), for the console's walls:
 * what is scanned there can also be read by a real camera.
 */
type Shape = { version: number; blocks: [count: number, data: number][]; correction: number; align: number[] }
const SHAPES: readonly Shape[] = [
  { version: 1, blocks: [[1, 19]], correction: 7, align: [] },
  { version: 2, blocks: [[1, 34]], correction: 10, align: [6, 18] },
  { version: 3, blocks: [[1, 55]], correction: 15, align: [6, 22] },
  { version: 4, blocks: [[1, 80]], correction: 20, align: [6, 26] },
  { version: 5, blocks: [[1, 108]], correction: 26, align: [6, 30] },
  { version: 6, blocks: [[2, 68]], correction: 18, align: [6, 34] },
  { version: 7, blocks: [[2, 78]], correction: 20, align: [6, 22, 38] },
  { version: 8, blocks: [[2, 97]], correction: 24, align: [6, 24, 42] },
  { version: 9, blocks: [[2, 116]], correction: 30, align: [6, 26, 46] },
  {
    version: 10,
    blocks: [
      [2, 68],
      [2, 69],
    ],
    correction: 18,
    align: [6, 28, 50],
  },
]
const roomOf = (shape: Shape) => shape.blocks.reduce((sum, [count, data]) => sum + count * data, 0)

/** Numbers of the field GF(256) over x^8 + x^4 + x^3 + x^2 + 1. */
function multiply(one: number, other: number): number {
  let product = 0
  for (let bit = 7; bit >= 0; bit -= 1) {
    product = (product << 1) ^ ((product >>> 7) * 0x11d)
    product ^= ((other >>> bit) & 1) * one
  }
  return product & 0xff
}

function divisorOf(degree: number): number[] {
  const result: number[] = Array.from({ length: degree }, (_, index) => (index === degree - 1 ? 1 : 0))
  let root = 1
  for (let turn = 0; turn < degree; turn += 1) {
    for (let index = 0; index < degree; index += 1) {
      result[index] = multiply(result[index] ?? 0, root) ^ (result[index + 1] ?? 0)
    }
    root = multiply(root, 2)
  }
  return result
}

function remainderOf(data: readonly number[], divisor: readonly number[]): number[] {
  const result = divisor.map(() => 0)
  for (const byte of data) {
    const factor = byte ^ (result.shift() ?? 0)
    result.push(0)
    for (const [index, part] of divisor.entries()) result[index] = (result[index] ?? 0) ^ multiply(part, factor)
  }
  return result
}

function codewordsOf(text: string, shape: Shape): number[] {
  const bytes = [...Buffer.from(text)]
  const bits: number[] = []
  const append = (value: number, length: number) => {
    for (let bit = length - 1; bit >= 0; bit -= 1) bits.push((value >>> bit) & 1)
  }
  append(4, 4)
  append(bytes.length, shape.version < 10 ? 8 : 16)
  for (const byte of bytes) append(byte, 8)
  append(0, Math.min(4, roomOf(shape) * 8 - bits.length))
  while (bits.length % 8 !== 0) bits.push(0)
  const data: number[] = []
  for (let at = 0; at < bits.length; at += 8) data.push(Number.parseInt(bits.slice(at, at + 8).join(''), 2))
  for (let pad = 0xec; data.length < roomOf(shape); pad ^= 0xec ^ 0x11) data.push(pad)
  return interleave(data, shape)
}

function interleave(data: readonly number[], shape: Shape): number[] {
  const divisor = divisorOf(shape.correction)
  const blocks: { data: readonly number[]; correction: number[] }[] = []
  let from = 0
  for (const [count, length] of shape.blocks) {
    for (let index = 0; index < count; index += 1) {
      const part = data.slice(from, from + length)
      blocks.push({ data: part, correction: remainderOf(part, divisor) })
      from += length
    }
  }
  const longest = Math.max(...blocks.map((block) => block.data.length))
  const across = (length: number, pick: (block: (typeof blocks)[number]) => readonly number[]) =>
    Array.from({ length }, (_, index) =>
      blocks.flatMap((block) => {
        const byte = pick(block)[index]
        return byte === undefined ? [] : [byte]
      }),
    ).flat()
  return [...across(longest, (block) => block.data), ...across(shape.correction, (block) => block.correction)]
}

/** True is dark; null is not drawn yet. */
type Grid = (boolean | null)[][]

function drawFrame(shape: Shape): Grid {
  const size = shape.version * 4 + 17
  const grid: Grid = Array.from({ length: size }, () => Array.from({ length: size }, () => null))
  const set = (row: number, column: number, dark: boolean) => {
    const line = grid[row]
    if (line !== undefined && column >= 0 && column < size) line[column] = dark
  }
  for (let index = 0; index < size; index += 1) {
    set(6, index, index % 2 === 0)
    set(index, 6, index % 2 === 0)
  }
  const finder = (row: number, column: number) => {
    for (let down = -4; down <= 4; down += 1) {
      for (let right = -4; right <= 4; right += 1) {
        const ring = Math.max(Math.abs(down), Math.abs(right))
        set(row + down, column + right, ring !== 2 && ring !== 4)
      }
    }
  }
  finder(3, 3)
  finder(3, size - 4)
  finder(size - 4, 3)
  const last = shape.align.length - 1
  for (const [one, row] of shape.align.entries()) {
    for (const [other, column] of shape.align.entries()) {
      const inFinder = (one === 0 && (other === 0 || other === last)) || (one === last && other === 0)
      if (inFinder) continue
      for (let down = -2; down <= 2; down += 1) {
        for (let right = -2; right <= 2; right += 1) {
          set(row + down, column + right, Math.max(Math.abs(down), Math.abs(right)) !== 1)
        }
      }
    }
  }
  drawFormat(set, size)
  if (shape.version >= 7) drawVersion(set, size, shape.version)
  return grid
}

type Set = (row: number, column: number, dark: boolean) => void

/** Error correction L and mask 0, with its own check bits. */
function drawFormat(set: Set, size: number) {
  const data = 1 << 3
  let rest = data
  for (let turn = 0; turn < 10; turn += 1) rest = (rest << 1) ^ ((rest >>> 9) * 0x537)
  const bits = ((data << 10) | rest) ^ 0x5412
  const dark = (bit: number) => ((bits >>> bit) & 1) === 1
  for (let bit = 0; bit <= 5; bit += 1) set(bit, 8, dark(bit))
  set(7, 8, dark(6))
  set(8, 8, dark(7))
  set(8, 7, dark(8))
  for (let bit = 9; bit < 15; bit += 1) set(8, 14 - bit, dark(bit))
  for (let bit = 0; bit < 8; bit += 1) set(8, size - 1 - bit, dark(bit))
  for (let bit = 8; bit < 15; bit += 1) set(size - 15 + bit, 8, dark(bit))
  set(size - 8, 8, true)
}

function drawVersion(set: Set, size: number, version: number) {
  let rest = version
  for (let turn = 0; turn < 12; turn += 1) rest = (rest << 1) ^ ((rest >>> 11) * 0x1f25)
  const bits = (version << 12) | rest
  for (let bit = 0; bit < 18; bit += 1) {
    const dark = ((bits >>> bit) & 1) === 1
    const far = size - 11 + (bit % 3)
    const near = Math.floor(bit / 3)
    set(near, far, dark)
    set(far, near, dark)
  }
}

/** In pairs of columns from the right, up and down in turn; mask 0 turns every second module. */
function drawData(grid: Grid, codewords: readonly number[]) {
  const size = grid.length
  let bit = 0
  for (let right = size - 1; right >= 1; right -= 2) {
    if (right === 6) right = 5
    const upward = ((right + 1) & 2) === 0
    for (let step = 0; step < size; step += 1) {
      const row = upward ? size - 1 - step : step
      for (const column of [right, right - 1]) {
        const line = grid[row]
        if (line === undefined || line[column] !== null) continue
        const dark = (((codewords[bit >>> 3] ?? 0) >>> (7 - (bit & 7))) & 1) === 1
        line[column] = dark !== ((row + column) % 2 === 0)
        bit += 1
      }
    }
  }
}

const QUIET = 4

/** Null when the text is longer than the largest shape holds. */
export function qrPicture(text: string): string | null {
  const needed = Buffer.byteLength(text) + 3
  const shape = SHAPES.find((one) => roomOf(one) >= needed)
  if (shape === undefined) return null
  const grid = drawFrame(shape)
  drawData(grid, codewordsOf(text, shape))
  const dark = grid.flatMap((line, row) =>
    line.flatMap((is, column) => (is === true ? [`M${column + QUIET} ${row + QUIET}h1v1h-1z`] : [])),
  )
  const side = grid.length + 2 * QUIET
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${side} ${side}" shape-rendering="crispEdges"><rect width="${side}" height="${side}" fill="#fff"/><path d="${dark.join('')}" fill="#1f2329"/></svg>`
}
