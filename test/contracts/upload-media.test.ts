import { randomBytes } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { AccountSummary } from '../../shared/api/accounts.ts'
import { UploadedMedia } from '../../shared/api/media.ts'
import { type Line, startLine } from '../support/line.ts'

/** A manager's file, from the page's request to the platform's own store. */
let line: Line
let accounts: readonly z.output<typeof AccountSummary>[]
beforeAll(async () => {
  line = await startLine()
  accounts = z.object({ items: z.array(AccountSummary) }).parse(await line.api('GET', '/accounts')).items
})
afterAll(() => line?.stop())

const MEGABYTE = 1024 * 1024
async function upload(of: {
  account: 'oa' | 'mini' | 'wecom' | 'none'
  query: string
  bytes: Uint8Array<ArrayBuffer>
}) {
  const id = accounts.find(({ kind }) => kind === of.account)?.id ?? 'ac_none'
  const answer = await fetch(`${line.url}/api/v1/accounts/${id}/media?${of.query}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${line.apiToken}`, 'content-type': 'application/octet-stream' },
    body: of.bytes,
  })
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
}
const bytes = (count: number) => new Uint8Array(randomBytes(count))
const kept = () => readdirSync(tmpdir()).filter((name) => name.startsWith('weilu-media-'))

describe('a file for messages', () => {
  it.each([
    ['wecom', 'kind=image&file=a.png'],
    ['wecom', 'kind=image&use=moment&file=a.jpg'],
    ['wecom', 'kind=file&file=%E6%8A%A5%E4%BB%B7.pdf'],
    ['oa', 'kind=voice&file=a.mp3'],
    ['mini', 'kind=image&file=a.jpeg'],
  ] as const)('is taken to %s (%s), good for three days, and nothing of it stays here', async (account, query) => {
    const { status, body } = await upload({ account, query, bytes: bytes(200_000) })
    expect({ status, body }).toMatchObject({ status: 201 })
    const { media, expiresAt } = UploadedMedia.parse(body)
    expect(media).not.toBe('')
    const days = (expiresAt.getTime() - line.clock.now().getTime()) / 86_400_000
    expect(days).toBeGreaterThan(2.9)
    expect(days).toBeLessThan(3.1)
    expect(kept()).toEqual([])
  })

  it.each([
    [
      'a picture too large',
      'wecom',
      'kind=image&file=a.png',
      10 * MEGABYTE + 1,
      422,
      '文件太大，需要 JPG、PNG 图片，最大 10 MB',
    ],
    ['a program as a picture', 'wecom', 'kind=image&file=a.exe', 100, 422, '文件格式不对，需要 JPG、PNG 图片'],
    ['a voice in another format', 'wecom', 'kind=voice&file=a.mp3', 100, 422, '需要 AMR 语音'],
    ['a file for a moment', 'wecom', 'kind=file&use=moment&file=a.pdf', 100, 422, '这里不能用这种文件'],
    ['a video of a mini-program', 'mini', 'kind=video&file=a.mp4', 100, 422, '这里不能用这种文件'],
    ['an empty file', 'wecom', 'kind=file&file=a.pdf', 3, 422, '文件是空的'],
    ['an account there is not', 'none', 'kind=image&file=a.png', 100, 404, '没有找到这个账号'],
    ['a kind there is not', 'wecom', 'kind=song&file=a.png', 100, 400, ''],
  ] as const)('is refused as %s, in words', async (_, account, query, count, status, words) => {
    const answer = await upload({ account, query, bytes: bytes(count) })
    expect(answer.status).toBe(status)
    expect(JSON.stringify(answer.body)).toContain(words)
    expect(kept()).toEqual([])
  })

  it('that the platform does not take is told with the platform’s reason', async () => {
    await line.play('/faults', {
      faults: [{ path: '/cgi-bin/media/upload', kind: 'errcode', errcode: 40006, errmsg: 'invalid media size' }],
    })
    const answer = await upload({ account: 'wecom', query: 'kind=image&file=a.png', bytes: bytes(100) })
    await line.play('/faults', { faults: [], replace: true })
    expect(answer.status).toBe(502)
    expect(JSON.stringify(answer.body)).toContain('平台没有收下文件')
    expect(kept()).toEqual([])
  })
})
