import { randomBytes } from 'node:crypto'
import { z } from 'zod'

/** A file to send. It is opened anew for every try and read as fast as the network takes it, never as a whole. */
export const Upload = z.object({
  name: z.string().min(1).max(200),
  type: z.string().min(1),
  /** Exact: it is announced before the first byte is read. */
  size: z.number().int().positive(),
  open: z.custom<() => AsyncIterable<Uint8Array>>((value) => typeof value === 'function'),
})
export type Upload = z.infer<typeof Upload>

/** A file of so many bytes at most. */
export const uploadUpTo = (bytes: number) =>
  Upload.refine(({ size }) => size <= bytes, { message: `larger than ${bytes} bytes` })

const LINE = '\r\n'
/** What a browser does with a name that would end the header it stands in. */
const quoted = (text: string) => `"${text.replaceAll(/["\r\n]/g, encodeURIComponent)}"`

/** A multipart form with one file, as a stream of known length. */
export function createForm({ fields, field, file }: FormOf) {
  const boundary = `----weilu${randomBytes(16).toString('hex')}`
  const head = Object.entries(fields).map(
    ([name, value]) =>
      `--${boundary}${LINE}Content-Disposition: form-data; name=${quoted(name)}${LINE}${LINE}${value}${LINE}`,
  )
  const opening = Buffer.from(
    `${head.join('')}--${boundary}${LINE}` +
      `Content-Disposition: form-data; name=${quoted(field)}; filename=${quoted(file.name)}; filelength=${file.size}${LINE}` +
      `Content-Type: ${file.type.replaceAll(/[\r\n]/g, '')}${LINE}${LINE}`,
  )
  const closing = Buffer.from(`${LINE}--${boundary}--${LINE}`)
  /** Until the closing line has been handed over the platform cannot have taken the form for complete. */
  const state: { complete: boolean; fault: unknown } = { complete: false, fault: null }

  async function* body(): AsyncGenerator<Uint8Array> {
    const chunks = await ofTheFile(async () => file.open()[Symbol.asyncIterator]())
    let sent = 0
    yield opening
    try {
      for (;;) {
        const next = await ofTheFile(() => chunks.next())
        if (next.done === true) break
        sent += next.value.length
        if (sent > file.size) throw spoilt('the file is longer than announced')
        yield next.value
      }
      if (sent < file.size) throw spoilt('the file is shorter than announced')
    } finally {
      await chunks.return?.()
    }
    state.complete = true
    yield closing
  }

  function spoilt(reason: string): Error {
    const fault = new Error(reason)
    state.fault = fault
    return fault
  }

  /** Tells a file that can't be read from a network that breaks: only the second is the platform's silence. */
  async function ofTheFile<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (error) {
      state.fault = error
      throw error
    }
  }

  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    length: opening.length + file.size + closing.length,
    state,
    body,
  }
}
type FormOf = { fields: Readonly<Record<string, string>>; field: string; file: Upload }
export type Form = ReturnType<typeof createForm>
