import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it, vi } from 'vitest'
import { AccountId } from '../../shared/ids.ts'
import { createPlatform } from '../platforms/call.ts'
import type { Transport } from '../platforms/http-transport.ts'
import { errcodes } from '../platforms/wecom/errcodes.ts'
import { createMediaUploads } from './upload-media.ts'

const NAMED = 100
async function* pieces(count: number) {
  for (let sent = 0; sent < count; sent += 10) yield new Uint8Array(Math.min(10, count - sent))
}
/** A place of its own: others look into the usual one at the same time. */
const place = mkdtempSync(join(tmpdir(), 'weilu-uploads-'))
vi.stubEnv('TMPDIR', place)
afterAll(() => {
  vi.unstubAllEnvs()
  rmSync(place, { recursive: true })
})

/** Whether the platform was called, and what became of a file that was said to have a hundred bytes. */
async function uploaded(count: number) {
  let calls = 0
  const transport: Transport = async () => {
    calls += 1
    return { media_id: 'm', created_at: '1772352000' }
  }
  const tokens = { current: async () => 'token', renew: async () => 'token' }
  const platform = createPlatform({ transport, errcodes, quota: null, tokens })
  const upload = createMediaUploads({
    platforms: { byId: async () => ({ account: { kind: 'wecom' }, platform }) as never },
  })
  const file = { kind: 'image', use: 'message', name: 'a.png', body: pieces(count), bytes: NAMED } as const
  const fate = await upload(AccountId.parse('ac_1'), file).then(
    ({ media }) => media,
    (error: { code?: string }) => error.code,
  )
  return { fate, calls }
}

// HTTP gives no more than was announced, and closes a request that ends early: whoever else hands a file over is held to it.
it.each([
  { what: 'as announced', count: NAMED, fate: 'm', calls: 1 },
  { what: 'longer than announced', count: NAMED + 1, fate: 'media.too-large', calls: 0 },
  { what: 'longer by whole pieces', count: NAMED + 50, fate: 'media.too-large', calls: 0 },
  { what: 'shorter than announced', count: NAMED - 1, fate: 'media.cut-off', calls: 0 },
])('a file that is $what becomes $fate, and nothing of it stays here', async ({ count, ...becomes }) => {
  expect(await uploaded(count)).toEqual({ fate: becomes.fate, calls: becomes.calls })
  expect(readdirSync(place)).toEqual([])
})
