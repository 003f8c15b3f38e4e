import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Base64 has three forms, by where the text begins; the first and last characters depend on what stands around it. */
function base64Forms(text: string): string[] {
  const bytes = Buffer.from(text)
  return [0, 1, 2].map((offset) => {
    const packed = Buffer.concat([Buffer.alloc(offset), bytes, Buffer.alloc(2)]).toString('base64')
    const [from, to] = [Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6)]
    return packed.slice(from, to)
  })
}

/** In which files below a folder which of these texts stand, as they are or in base64 of either alphabet. */
export async function filesWith(folder: string, texts: readonly string[]): Promise<string[]> {
  const forms = texts.flatMap((text) =>
    [text, ...base64Forms(text).flatMap((form) => [form, form.replaceAll('+', '-').replaceAll('/', '_')])].map(
      (form) => ({ text, bytes: Buffer.from(form) }),
    ),
  )
  const found = new Set<string>()
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    // A file of the engine may go between the listing and the reading.
    const content = await readFile(path).catch(() => Buffer.alloc(0))
    for (const { text, bytes } of forms) if (content.includes(bytes)) found.add(`${path.slice(folder.length)}: ${text}`)
  }
  return [...found].sort()
}
