import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { createPlatform, defineCall } from '../../server/platforms/call.ts'
import { createHttpTransport, type HttpTransport } from '../../server/platforms/http-transport.ts'
import { Upload } from '../../server/platforms/upload.ts'

const MEGABYTE = 1024 * 1024
const TOKEN = 'TOKEN-that-nobody-may-see'

const send = defineCall({
  doc: 'https://example.com',
  method: 'POST',
  path: '/upload',
  repeat: 'unsafe',
  query: ['type'],
  file: 'media',
  input: z.object({ type: z.string(), media: Upload, description: z.object({ title: z.string() }).optional() }),
  reply: z.object({ media_id: z.string() }),
})
const fetchBytes = defineCall({
  doc: 'https://example.com',
  method: 'GET',
  path: '/download',
  repeat: 'unsafe',
  bytes: { types: ['image/'], max: MEGABYTE },
  input: z.object({ media_id: z.string() }),
  reply: z.object({ video_url: z.string() }),
})

let serve: RequestListener
let server: Server
let http: HttpTransport
let folder: string
const asked: IncomingMessage[] = []
beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(request)
    serve(request, response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
})
afterAll(async () => {
  server.closeAllConnections()
  server.close()
  await once(server, 'close')
})
const transportOf = (timing: { transferTimeoutMs?: number } = {}) =>
  createHttpTransport({ baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, ...timing })
beforeEach(() => {
  asked.length = 0
  http = transportOf()
  folder = mkdtempSync(join(tmpdir(), 'weilu-files-'))
})
afterEach(async () => {
  server.closeAllConnections()
  await http.close()
  rmSync(folder, { recursive: true })
})

const client = () =>
  createPlatform({
    transport: http.send,
    errcodes: { 42001: { remedy: 'renew-token', says: '凭证过期' } },
    quota: null,
    tokens: { current: async () => TOKEN, renew: async () => `${TOKEN}-renewed` },
    pause: async () => undefined,
  })
const bodyOf = async (request: IncomingMessage) => {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks).toString('latin1')
}
const json = (value: unknown): RequestListener => {
  return (request, response) => {
    request.resume()
    request.on('end', () => response.setHeader('content-type', 'application/json').end(JSON.stringify(value)))
  }
}
const bytes = Buffer.concat([Buffer.from([0xff, 0xd8]), randomBytes(5000)])
const fileOf = (...chunks: Buffer[]): Upload => ({
  name: '会.jpg',
  type: 'image/jpeg',
  size: chunks.reduce((sum, chunk) => sum + chunk.length, 0),
  async *open() {
    yield* chunks
  },
})
const caught = async (work: Promise<unknown>) => work.then(() => null).catch((error: Error) => error)

describe('a file sent', () => {
  const upload = (media: Upload) => client().call(send, { type: 'image', media, description: { title: '门店' } })

  test('travels as a form of announced length, its other fields beside it and in the query', async () => {
    let body = ''
    serve = async (request, response) => {
      body = await bodyOf(request)
      response.end('{"media_id":"m"}')
    }
    expect(await upload(fileOf(bytes.subarray(0, 99), bytes.subarray(99)))).toEqual({ media_id: 'm' })
    const { url, headers } = asked[0]!
    expect(url).toBe(`/upload?access_token=${TOKEN}&type=image`)
    expect(Number(headers['content-length'])).toBe(Buffer.byteLength(body, 'latin1'))
    const text = Buffer.from(body, 'latin1').toString('utf8')
    expect(text).toContain('name="description"\r\n\r\n{"title":"门店"}\r\n')
    expect(text).toContain('name="media"; filename="会.jpg"; filelength=5002\r\nContent-Type: image/jpeg\r\n\r\n')
    expect(body).toContain(bytes.toString('latin1'))
  })

  test('cannot break out of the header its name stands in', async () => {
    let body = ''
    serve = async (request, response) => {
      body = await bodyOf(request)
      response.end('{"media_id":"m"}')
    }
    await upload({ ...fileOf(bytes), name: 'a"\r\nX-Evil: 1\r\n\r\n.jpg' })
    expect(body).toContain('filename="a%22%0D%0AX-Evil: 1%0D%0A%0D%0A.jpg"')
  })

  test('is opened anew when the token is renewed', async () => {
    serve = (request, response) =>
      json(request.url?.includes('renewed') ? { media_id: 'm' } : { errcode: 42001 })(request, response)
    expect(await upload(fileOf(bytes))).toEqual({ media_id: 'm' })
    expect(asked).toHaveLength(2)
  })

  test('has not arrived when the time ran out before its end, and was read no faster than it left', async () => {
    http = transportOf({ transferTimeoutMs: 250 })
    serve = (request) => request.pause()
    let read = 0
    const chunk = Buffer.alloc(64 * 1024)
    const endless: Upload = {
      ...fileOf(bytes),
      size: 256 * MEGABYTE,
      async *open() {
        for (; read < 256 * MEGABYTE; read += chunk.length) yield chunk
      },
    }
    const sendOnce = createPlatform({
      transport: http.send,
      errcodes: {},
      quota: null,
      tokens: { current: async () => TOKEN, renew: async () => TOKEN },
    })
    const error = await caught(sendOnce.call(send, { type: 'image', media: endless }))
    expect(error).toMatchObject({ code: 'platform.silent', mayHaveHappened: false })
    expect(read).toBeLessThan(192 * MEGABYTE)
    expect(`${error?.stack}${JSON.stringify(error)}`).not.toContain(TOKEN)
  })

  test('may have been taken when the time ran out after its end, and is then not sent again', async () => {
    http = transportOf({ transferTimeoutMs: 2000 })
    serve = (request) => request.resume()
    expect(await caught(upload(fileOf(bytes)))).toMatchObject({ code: 'platform.silent', mayHaveHappened: true })
    expect(asked).toHaveLength(1)
  })

  test.each([
    ['shorter', (media: Upload) => ({ ...media, size: media.size + 1 })],
    ['longer', (media: Upload) => ({ ...media, size: media.size - 1 })],
  ])('that is %s than announced is our own fault, not the platform’s silence', async (word, change) => {
    serve = json({ media_id: 'm' })
    expect(await caught(upload(change(fileOf(bytes))))).toMatchObject({
      message: `the file is ${word} than announced`,
    })
    expect(asked.length).toBeLessThanOrEqual(1)
  })

  test('that can’t be read says so', async () => {
    serve = json({ media_id: 'm' })
    const broken = () => {
      throw new Error('the disk is gone')
    }
    expect(await caught(upload({ ...fileOf(bytes), open: broken }))).toMatchObject({ message: 'the disk is gone' })
  })
})

describe('bytes answered', () => {
  const target = () => join(folder, 'picture')
  const save = () => client().save(fetchBytes, { media_id: 'm' }, target())
  const answering = (headers: Record<string, string>, body: Buffer | string, status = 200): RequestListener => {
    return (_request, response) => {
      response.writeHead(status, headers)
      response.end(body)
    }
  }

  test('are in the file, whole', async () => {
    serve = answering({ 'content-type': 'image/jpeg' }, bytes)
    expect(await save()).toEqual({ kind: 'file', bytes: 5002, contentType: 'image/jpeg' })
    expect(readFileSync(target()).equals(bytes)).toBe(true)
    expect(readdirSync(folder)).toEqual(['picture'])
  })

  test.each([['application/json'], ['text/plain'], ['image/jpeg']])(
    'may be an error instead, called %s',
    async (type) => {
      serve = answering({ 'content-type': type }, '{"errcode":40007,"errmsg":"invalid media_id"}')
      expect(await caught(save())).toMatchObject({ code: 'platform.refused', errcode: 40007 })
      expect(readdirSync(folder)).toEqual([])
    },
  )

  test('may be an answer in JSON instead', async () => {
    serve = answering({ 'content-type': 'text/plain' }, '{"video_url":"https://example.com/v"}')
    expect(await save()).toEqual({ kind: 'answer', answer: { video_url: 'https://example.com/v' } })
  })

  test.each([
    ['bytes of another content type', answering({ 'content-type': 'text/html' }, '<html></html>'), 'content type'],
    ['bytes of no content type', answering({}, bytes), 'content type'],
    [
      'a packed answer, however small',
      answering({ 'content-type': 'image/jpeg', 'content-encoding': 'gzip' }, gzipSync(Buffer.alloc(64 * MEGABYTE))),
      'compressed',
    ],
    ['a redirect', answering({ location: '/elsewhere' }, '', 302), 'HTTP 302, not followed'],
    ['a page of a proxy', answering({ 'content-type': 'image/png' }, bytes, 407), 'HTTP 407, not JSON'],
    ['nothing at all', answering({ 'content-type': 'image/jpeg' }, ''), 'not JSON'],
    [
      'more than was announced as the most',
      answering({ 'content-type': 'image/jpeg' }, Buffer.alloc(MEGABYTE + 1, 1)),
      'more than 1048576 bytes',
    ],
  ])('%s leaves no file', async (_name, listener, reason) => {
    serve = listener
    const error = await caught(save())
    expect(error).toMatchObject({ code: 'platform.drifted' })
    expect(error?.message).toContain(reason)
    expect(readdirSync(folder)).toEqual([])
    expect(asked).toHaveLength(1)
  })

  test('without an end are cut at the limit', async () => {
    let written = 0
    serve = (_request, response) => {
      response.writeHead(200, { 'content-type': 'image/jpeg' })
      const more = () => {
        while (!response.destroyed && response.write(Buffer.alloc(64 * 1024, 1))) written += 64 * 1024
        written += 64 * 1024
        response.once('drain', more)
      }
      more()
    }
    expect(await caught(save())).toMatchObject({ code: 'platform.drifted' })
    expect(written).toBeLessThan(64 * MEGABYTE)
    expect(readdirSync(folder)).toEqual([])
  })

  test('that stop halfway leave no file', async () => {
    serve = (_request, response) => {
      response.writeHead(200, { 'content-type': 'image/jpeg', 'content-length': '5002' })
      response.write(bytes.subarray(0, 4000), () => response.destroy())
    }
    expect(await caught(save())).toMatchObject({ code: 'platform.silent', mayHaveHappened: true })
    expect(readdirSync(folder)).toEqual([])
  })

  test('that the disk does not take are our own fault', async () => {
    serve = answering({ 'content-type': 'image/jpeg' }, bytes)
    const nowhere = join(folder, 'missing', 'picture')
    expect(await caught(client().save(fetchBytes, { media_id: 'm' }, nowhere))).toMatchObject({ code: 'ENOENT' })
    expect(existsSync(nowhere)).toBe(false)
  })
})
