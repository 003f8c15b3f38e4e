import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import { z } from 'zod'

export type Asked = { path: string; headers: IncomingHttpHeaders; body: string }
export type Answer = { status?: number; headers?: Record<string, string>; body?: string } | 'hang-up'

/** Somebody else's server, for tests: remembers what it was asked and answers what it is told. */
export async function startTestServer() {
  const asked: Asked[] = []
  const answers: Answer[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(Buffer.from(chunk))
    asked.push({ path: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks).toString('utf8') })
    const answer = answers.shift() ?? {}
    if (answer === 'hang-up') return void request.socket.destroy()
    response.writeHead(answer.status ?? 200, answer.headers ?? {})
    response.end(answer.body ?? '')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = z.object({ port: z.number() }).parse(server.address())
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    answers,
    async close() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}
export type TestServer = Awaited<ReturnType<typeof startTestServer>>
