import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, beforeEach, describe, expect, it, test } from 'vitest'
import { z } from 'zod'
import { createPlatform, defineCall } from '../../server/platforms/call.ts'
import { createHttpTransport, type HttpTransport } from '../../server/platforms/http-transport.ts'

/** Whoever answers in the platform's place: each answer is refused by name, and nothing is read past what is allowed. */
const MEGABYTE = 1024 * 1024
const ask = defineCall({
  doc: 'https://example.com',
  method: 'POST',
  path: '/ask',
  repeat: 'unsafe',
  input: z.object({}),
  reply: z.object({ ok: z.boolean() }),
})

let serve: RequestListener
let server: Server
let http: HttpTransport
let requests: string[]

beforeAll(async () => {
  server = createServer((request, response) => {
    requests.push(request.url ?? '')
    request.resume()
    serve(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  http = createHttpTransport({ baseUrl: baseUrl(), timeoutMs: 20_000 })
})
afterAll(async () => {
  await http.close()
  server.closeAllConnections()
  server.close()
})
beforeEach(() => {
  requests = []
})
const baseUrl = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`
const client = (transport = http.send) => {
  const none = () => Promise.resolve('TOKEN')
  return createPlatform({ transport, tokens: { current: none, renew: none }, errcodes: {}, quota: null })
}
const refusal = async (transport = http.send) =>
  client(transport)
    .call(ask, {})
    .then(
      () => 'no refusal',
      (error: unknown) => error,
    )

const nested = (levels: number) => `{"ok":true,"x":${'['.repeat(levels)}${']'.repeat(levels)}}`
const bomb = Buffer.alloc(50 * MEGABYTE, ' ')

describe('an answer', () => {
  test.each<[string, string, RequestListener]>([
    ['of HTML', 'HTTP 200, not JSON', (_, response) => void response.end('<html>请先登录 Wi-Fi</html>')],
    ['of nothing', 'HTTP 200, not JSON', (_, response) => void response.end()],
    ['cut in the middle of its JSON', 'HTTP 200, not JSON', (_, response) => void response.end('{"ok":tr')],
    ['nested 65 levels deep', 'HTTP 200, nested too deeply', (_, response) => void response.end(nested(64))],
    [
      'nested a million levels deep',
      'HTTP 200, nested too deeply',
      (_, response) => void response.end(nested(MEGABYTE / 2)),
    ],
    [
      'that leads to a private address',
      'HTTP 302, not followed',
      (_, response) => {
        response.writeHead(302, { location: 'http://169.254.169.254/latest/meta-data' }).end()
      },
    ],
    [
      'that leads back to itself',
      'HTTP 307, not followed',
      (_, response) => {
        response.writeHead(307, { location: `${baseUrl()}/again` }).end()
      },
    ],
    ...(
      [
        ['gzip', gzipSync],
        ['deflate', deflateSync],
        ['br', brotliCompressSync],
      ] as const
    ).map(([encoding, pack]): [string, string, RequestListener] => [
      `that is a bomb packed with ${encoding}`,
      'a compressed answer',
      (_, response) => void response.writeHead(200, { 'content-encoding': encoding }).end(pack(bomb)),
    ]),
  ])('%s is refused as “%s”, after one request', async (_name, reason, answer) => {
    serve = answer
    expect(await refusal()).toMatchObject({ code: 'platform.drifted', reason })
    expect(requests).toEqual(['/ask?access_token=TOKEN'])
  })

  it('nested 64 levels deep, with brackets in its texts, is read', async () => {
    serve = (_, response) =>
      void response.end(`{"ok":true,"text":"${'[{\\"'.repeat(500)}","x":${'['.repeat(63)}${']'.repeat(63)}}`)
    expect(await client().call(ask, {})).toEqual({ ok: true })
  })

  it('without an end is cut off soon after two megabytes', async () => {
    let sent = 0
    let closed: () => void = () => undefined
    const cut = new Promise<void>((resolve) => {
      closed = resolve
    })
    serve = (_, response) => {
      const more = () => {
        while (response.write(Buffer.alloc(64 * 1024, ' '))) sent += 64 * 1024
        sent += 64 * 1024
      }
      response.on('drain', more).on('close', closed)
      more()
    }
    expect(await refusal()).toMatchObject({
      code: 'platform.silent',
      reason: 'the reply is too large',
      mayHaveHappened: true,
    })
    await cut
    // What lies in the buffers of both ends is not ours to bound.
    expect(sent).toBeLessThan(20 * MEGABYTE)
  })

  it('that breaks off between two chunks may have been carried out, and is not asked for again', async () => {
    serve = (_, response) => {
      response.write('{"ok":')
      response.write('t', () => response.destroy())
    }
    expect(await refusal()).toMatchObject({ code: 'platform.silent', mayHaveHappened: true })
    expect(requests).toHaveLength(1)
  })

  it('that drips byte by byte ends with the call’s own time, however often a byte comes', async () => {
    const impatient = createHttpTransport({ baseUrl: baseUrl(), timeoutMs: 400 })
    serve = (_, response) => {
      const drip = setInterval(() => response.write(' '), 20)
      response.on('close', () => clearInterval(drip))
    }
    expect(await refusal(impatient.send)).toMatchObject({ code: 'platform.silent', mayHaveHappened: true })
    await impatient.close()
  })
})
