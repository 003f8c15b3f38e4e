import { type FileHandle, open, rename, rm } from 'node:fs/promises'
import { PlatformDrifted, PlatformSilent } from './errors.ts'

/** Where the bytes of an answer go, and what they may be. */
export type Keep = {
  file: string
  maxBytes: number
  /** Beginnings of the content types that are expected: `image/`. */
  types: readonly string[]
}

/** The answer was bytes; they are in the file that was asked for, whole. */
export class KeptBytes {
  readonly bytes: number
  readonly contentType: string
  constructor(bytes: number, contentType: string) {
    this.bytes = bytes
    this.contentType = contentType
  }
}

/** Our own disk failed, not the platform: thrown on as what it is. */
export class LocalFault extends Error {
  constructor(cause: unknown) {
    super('a local file could not be written', { cause })
    this.name = 'LocalFault'
  }
}

type Answer = {
  statusCode: number
  headers: Record<string, string | string[] | undefined>
  body: AsyncIterable<Uint8Array>
}

const MAX_TEXT_BYTES = 2 * 1024 * 1024
const BRACE = 0x7b

/**
 * Takes an answer in: JSON as text, bytes into a file when the call expects some. The platforms send an error as JSON
 * where a picture was asked for, with HTTP 200 and not always an honest content type, so the first byte decides (0.2).
 */
export async function takeIn(answer: Answer, api: string, keep: Keep | null): Promise<string | KeptBytes> {
  const contentType = headerOf(answer, 'content-type')
  let sink: Sink | null = null
  try {
    for await (const chunk of answer.body) {
      sink ??= await sinkFor(chunk)
      await sink.write(chunk)
    }
    return sink === null ? '' : await sink.finish()
  } finally {
    await sink?.release()
  }

  async function sinkFor(first: Uint8Array): Promise<Sink> {
    // Nothing compressed was asked for; unpacking it would let a small answer grow without limit.
    if (headerOf(answer, 'content-encoding') !== '') throw drift(api, 'a compressed answer')
    if (keep === null || answer.statusCode !== 200 || first[0] === BRACE) return textSink(api)
    refuseUnexpected(keep)
    return await fileSink({ api, keep, contentType })
  }

  function refuseUnexpected({ types, maxBytes }: Keep) {
    if (!types.some((type) => contentType.startsWith(type))) throw drift(api, 'bytes of another content type')
    if (Number(headerOf(answer, 'content-length')) > maxBytes) throw drift(api, `more than ${maxBytes} bytes`)
  }
}

type Sink = {
  write(chunk: Uint8Array): void | Promise<void>
  finish(): string | Promise<KeptBytes>
  /** In every case, also after `finish`. */
  release(): Promise<void>
}

function textSink(api: string): Sink {
  const chunks: Uint8Array[] = []
  let bytes = 0
  return {
    write(chunk) {
      bytes += chunk.length
      if (bytes > MAX_TEXT_BYTES) {
        throw new PlatformSilent({ api, mayHaveHappened: true, reason: 'the reply is too large' })
      }
      chunks.push(chunk)
    },
    finish: () => Buffer.concat(chunks).toString('utf8'),
    release: async () => undefined,
  }
}

/** Written beside and renamed: whoever finds the file finds the whole of it. */
async function fileSink({ api, keep, contentType }: { api: string; keep: Keep; contentType: string }): Promise<Sink> {
  const beside = `${keep.file}.part`
  const handle: FileHandle = await local(() => open(beside, 'w', 0o600))
  let bytes = 0
  let closed = false
  return {
    async write(chunk) {
      bytes += chunk.length
      if (bytes > keep.maxBytes) throw drift(api, `more than ${keep.maxBytes} bytes`)
      await local(() => handle.writeFile(chunk))
    },
    async finish() {
      closed = true
      await local(() => handle.close())
      await local(() => rename(beside, keep.file))
      return new KeptBytes(bytes, contentType)
    },
    async release() {
      if (!closed) await handle.close()
      await rm(beside, { force: true })
    },
  }
}

async function local<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw new LocalFault(error)
  }
}

const drift = (api: string, reason: string) => new PlatformDrifted({ api, reason })

function headerOf({ headers }: Answer, name: string): string {
  const value = headers[name]
  return (Array.isArray(value) ? value[0] : value) ?? ''
}
