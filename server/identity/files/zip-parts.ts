import { PassThrough, Readable } from 'node:stream'
import yauzl from 'yauzl'
import { FileUnreadable, type StoredFile } from './file-row.ts'

/**
 * The parts of a zip file, read from where they lie: nothing is unpacked to disk, and no more than a piece is in memory.
 * What says it is larger than it may be, or than its packed bytes could honestly hold, is not begun; what lies about its
 * size is stopped where it said it would end (`validateEntrySizes`).
 */
export type ZipParts = {
  names: ReadonlySet<string>
  read(name: string, maxBytes: number): Promise<Readable>
}

const MAX_PARTS = 5_000
/** Repeated rows pack well, but not like this. */
const MAX_RATIO = 400
const SMALL = 1024 * 1024
const BROKEN = '文件不是有效的 Excel 工作簿，或已损坏'

class StoredReader extends yauzl.RandomAccessReader {
  readonly #file: StoredFile
  constructor(file: StoredFile) {
    super()
    this.#file = file
  }
  override _readStreamForRange(start: number, end: number): Readable {
    // Its reader looks for `destroy` on a stream that can be piped and destroyed.
    return Readable.from(this.#file.range(start, end), { objectMode: false }).pipe(new PassThrough())
  }
}

export async function openZip(file: StoredFile): Promise<ZipParts> {
  const zip = await opened(file)
  const entries = new Map<string, yauzl.Entry>()
  await new Promise<void>((resolve, reject) => {
    zip.on('entry', (entry: yauzl.Entry) => {
      entries.set(entry.fileName, entry)
      if (entries.size > MAX_PARTS) reject(new FileUnreadable(BROKEN))
      else zip.readEntry()
    })
    zip.on('end', resolve)
    zip.on('error', (error: unknown) => reject(told(error)))
    zip.readEntry()
  })
  return {
    names: new Set(entries.keys()),
    async read(name, maxBytes) {
      const entry = entries.get(name)
      if (entry === undefined) throw new FileUnreadable(BROKEN)
      if (entry.isEncrypted()) throw new FileUnreadable('文件有密码，请去掉密码后再上传')
      const { uncompressedSize: size, compressedSize: packed } = entry
      if (size > maxBytes) throw new FileUnreadable('Excel 文件解开后过大，请拆分或另存为 CSV 再上传')
      if (size > SMALL && size > packed * MAX_RATIO) throw new FileUnreadable('Excel 文件的压缩比异常，没有读取')
      const stream = await new Promise<Readable>((resolve, reject) => {
        zip.openReadStream(entry, (error, found) => (error === null ? resolve(found) : reject(told(error))))
      })
      const out = new PassThrough()
      stream.on('error', (error) => out.destroy(told(error)))
      out.on('close', () => stream.destroy())
      return stream.pipe(out)
    },
  }
}

const opened = (file: StoredFile) =>
  new Promise<yauzl.ZipFile>((resolve, reject) => {
    const options = { lazyEntries: true, autoClose: false, validateEntrySizes: true }
    yauzl.fromRandomAccessReader(new StoredReader(file), file.bytes, options, (error, zip) =>
      error === null ? resolve(zip) : reject(told(error)),
    )
  })

/** What the zip reader has to say is about the file; what the store throws is ours. */
function told(error: unknown): Error {
  if (error instanceof FileUnreadable) return error
  const isOurs = error instanceof Error && 'code' in error && !String(error.code).startsWith('Z_')
  return isOurs ? error : new FileUnreadable(BROKEN)
}
