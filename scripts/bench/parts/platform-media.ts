import { createServer } from 'node:http'
import { z } from 'zod'
import { createPlatform, defineCall } from '../../../server/platforms/call.ts'
import { createHttpTransport } from '../../../server/platforms/http-transport.ts'
import { Upload } from '../../../server/platforms/upload.ts'
import { errcodes } from '../../../server/platforms/wechat-oa/errcodes.ts'

const MB = 1024 * 1024
const SIZE = 100 * MB
const upload = defineCall({
  doc: 'none: the bench’s own',
  method: 'POST',
  path: '/upload',
  repeat: 'unsafe',
  auth: 'none',
  file: 'media',
  input: z.object({ media: Upload }),
  reply: z.object({ bytes: z.number() }),
})

/** How much the process grows while 100 MB leave it; the end that takes them throws them away. */
export async function uploadMemory(): Promise<{ mediaRssMb: number }> {
  const sink = createServer((request, response) => {
    let bytes = 0
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length
    })
    request.on('end', () => response.end(JSON.stringify({ bytes })))
  })
  await new Promise<void>((resolve) => sink.listen(0, '127.0.0.1', resolve))
  const address = sink.address()
  const http = createHttpTransport({
    baseUrl: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    transferTimeoutMs: 300_000,
  })
  const none = () => Promise.reject(new Error('no token is asked for'))
  const platform = createPlatform({
    transport: http.send,
    tokens: { current: none, renew: none },
    errcodes,
    quota: null,
  })
  const before = process.memoryUsage().rss
  let most = before
  const watch = setInterval(() => {
    most = Math.max(most, process.memoryUsage().rss)
  }, 20)
  try {
    const { bytes } = await platform.call(upload, {
      media: { name: 'big.mp4', type: 'video/mp4', size: SIZE, open: chunks },
    })
    if (bytes < SIZE) throw new Error(`only ${bytes} bytes arrived`)
  } finally {
    clearInterval(watch)
    await http.close()
    sink.close()
  }
  return { mediaRssMb: Math.round((most - before) / MB) }
}

async function* chunks(): AsyncGenerator<Uint8Array> {
  for (let sent = 0; sent < SIZE; sent += 64 * 1024) yield Buffer.alloc(64 * 1024, sent % 251)
}
