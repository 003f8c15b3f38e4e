import { once } from 'node:events'
import { request } from 'node:http'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ApiError } from '../../shared/api/errors.ts'
import { ImportSummary } from '../../shared/api/system.ts'
import { ImportId, StaffId } from '../../shared/ids.ts'
import { Refusal } from '../../shared/refusal.ts'
import { freshDatabase } from '../../test/support/database.ts'
import { listenForTests, PUBLIC_URL, type TestApp } from './test-app.ts'

const summary: ImportSummary = {
  id: ImportId.parse('im_1'),
  file: '客户.csv',
  object: null,
  source: 'crm',
  by: '运营',
  state: 'running',
  rows: 0,
  created: 0,
  merged: 0,
  updated: 0,
  unchanged: 0,
  refused: 0,
  remarked: 0,
  progress: 0,
  problem: null,
  startedAt: new Date('2026-11-22T02:00:00Z'),
  endedAt: null,
}
const tooLarge = new Refusal({
  code: 'import.too-large',
  status: 413,
  message: '文件超过 200 MB，请分成几个文件导入。',
})
const signed: string[] = []
const uploads: { file: string; source: string; by: string; size: number }[] = []

let app: TestApp
beforeAll(async () => {
  app = await listenForTests(await freshDatabase(), {
    routes: {
      sidebar: {
        signPage: async (url) => {
          signed.push(url)
          return { timestamp: 1, nonceStr: 'n', signature: 's' }
        },
        staffOfCode: async () => null,
        contactOfExternalUser: async () => null,
      },
      imports: {
        async startImport({ body, file, source, by }) {
          if (file === 'huge.csv') for await (const _chunk of body) throw tooLarge
          uploads.push({ file, source, by, size: (await text(body)).length })
          return summary
        },
        readImport: async (id) => (id === summary.id ? summary : null),
        streamRefused: () => Readable.from(['line,column,problem,row\n', '2,手机,格式不对,王\n']),
      },
    },
  })
})
afterAll(() => app.close())

const codeOf = async (answer: Response) => [answer.status, ApiError.parse(await answer.json()).error.code]

describe('the sidebar', () => {
  it.each([
    ['another site', 'https://evil.example/sidebar/'],
    ['a site whose name begins like ours', `${PUBLIC_URL}.evil.example/sidebar/`],
    ['another port', `${PUBLIC_URL}:8080/sidebar/`],
  ])('is never signed for %s', async (_, url) => {
    expect(await codeOf(await app.call('POST', '/api/v1/sidebar/sign', { body: { url } }))).toEqual([
      403,
      'sidebar.foreign-page',
    ])
    expect(signed).toEqual([])
  })

  it('is signed for its own page, without what stands behind #', async () => {
    await app.call('POST', '/api/v1/sidebar/sign', { body: { url: `${PUBLIC_URL}/sidebar/?a=1#/customer` } })
    expect(signed).toEqual([`${PUBLIC_URL}/sidebar/?a=1`])
  })

  it('refuses a login code that belongs to nobody of the company', async () => {
    expect(await codeOf(await app.call('POST', '/api/v1/staff/session', { body: { code: 'x' } }))).toEqual([
      401,
      'staff.login-refused',
    ])
  })

  it.each([
    ['a customer that is not synced yet', '?externalUserId=wm1', 404, 'contact.not-synced'],
    ['nobody', '', 400, 'request.invalid'],
    ['two at once', '?externalUserId=wm1&contact=ct_1', 400, 'request.invalid'],
  ])('asked about %s says so', async (_, query, status, code) => {
    const { token } = await app.sessions.open({
      kind: 'staff',
      subject: StaffId.parse('zhang'),
      now: new Date(),
      lastsMs: 60_000,
    })
    const headers = { authorization: `Bearer ${token}` }
    expect(await codeOf(await app.call('GET', `/api/v1/sidebar/context${query}`, { headers }))).toEqual([status, code])
  })
})

describe('an import', () => {
  const upload = (type: string, body: string) =>
    fetch(`${app.url}/api/v1/contacts/import?file=${encodeURIComponent('客户.csv')}`, {
      method: 'POST',
      headers: { ...app.bearer, 'content-type': type },
      body,
    })

  it('is streamed: 3 MB pass where JSON may have one', async () => {
    const answer = await upload('text/csv', 'x'.repeat(3 * 1024 * 1024))
    expect(answer.status).toBe(202)
    expect(ImportSummary.parse(await answer.json())).toEqual(summary)
    expect(uploads.at(-1)).toEqual({ file: '客户.csv', source: 'crm', by: 'API', size: 3 * 1024 * 1024 })
  })

  it('that is too large is told so, also to who reads the answer only after sending all of it', async () => {
    const sending = request(`${app.url}/api/v1/contacts/import?file=huge.csv`, {
      method: 'POST',
      headers: { ...app.bearer, 'content-type': 'text/csv' },
    })
    const answered = once(sending, 'response')
    sending.end(Buffer.alloc(32 * 1024 * 1024, 120))
    await once(sending, 'finish')
    const [answer] = await answered
    expect(answer.statusCode).toBe(413)
    expect(ApiError.parse(JSON.parse(await text(answer))).error).toMatchObject({ message: tooLarge.message })
  })

  it('of something else than CSV is refused before it is read', async () => {
    expect(await codeOf(await upload('application/pdf', '%PDF'))).toEqual([415, 'import.not-csv'])
  })

  it('gives its refused rows as a file', async () => {
    const answer = await app.call('GET', '/api/v1/imports/im_1/refused.csv', { headers: app.bearer })
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="refused-im_1.csv"')
    expect(await answer.text()).toContain('2,手机,格式不对,王')
  })

  it('that is not there has no file either', async () => {
    const answer = await app.call('GET', '/api/v1/imports/im_2/refused.csv', { headers: app.bearer })
    expect(await codeOf(answer)).toEqual([404, 'import.not-found'])
  })

  it('shows its refused rows, which hold phone numbers, to no viewer', async () => {
    await app.addUser('looker', 'viewer')
    const headers = await app.cookieOf('looker')
    expect((await app.call('GET', '/api/v1/imports/im_1/refused.csv', { headers })).status).toBe(403)
  })
})
