import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ByteCall, Call } from '../../../server/platforms/call.ts'
import { createHttpTransport, type HttpTransport } from '../../../server/platforms/http-transport.ts'
import { type Line, startLine } from '../../../server/sandbox/testing/line.ts'
import { examples } from '../platform-examples.ts'

type AnyCall = Call | ByteCall
const root = new URL('../../../server/platforms/', import.meta.url)
const calls: (readonly [name: string, kind: 'oa' | 'mini', api: AnyCall])[] = []
for (const kind of ['oa', 'mini'] as const) {
  const folder = new URL(`wechat-${kind}/api/`, root)
  for (const file of readdirSync(folder)) {
    const exported: Record<string, unknown> = await import(new URL(file, folder).href)
    const api = Object.values(exported).find(
      (one): one is AnyCall => typeof one === 'object' && one !== null && 'path' in one && 'repeat' in one,
    )
    if (api) calls.push([`wechat-${kind}/${file.slice(0, -3)}`, kind, api])
  }
}

let line: Line
let http: HttpTransport
const folder = mkdtempSync(join(tmpdir(), 'weilu-every-call-'))
beforeAll(async () => {
  line = await startLine()
  http = createHttpTransport({ baseUrl: line.simulator.wechatUrl })
})
afterAll(async () => {
  await http.close()
  await line.close()
  rmSync(folder, { recursive: true })
})

/** 40066 no such path, 43001 and 43002 the other method, 44002 and 47001 no such body, 48001 not with this token. */
const STRANGE = [40066, 43001, 43002, 44002, 47001, 48001]

test.each(calls)('%s is a call the simulator knows by path and method, for an account of its kind', async (...call) => {
  const [name, kind, api] = call
  const input = api.input.parse(examples[name]?.input)
  const token = api.auth === 'token' ? await line.tokenOf(line[kind]) : null
  const { method, path, query, file, bytes } = api
  const keep = bytes && { file: join(folder, 'answer'), maxBytes: bytes.max, types: bytes.types }
  const answer = await http.send({ method, path, query, file, token, input, keep })
  expect(STRANGE).not.toContain((answer as { errcode?: number }).errcode)
})
