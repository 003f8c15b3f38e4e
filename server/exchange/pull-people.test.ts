import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { PullInput } from '../../shared/api/exchange.ts'
import type { ImportMapping } from '../../shared/imports/mapping.ts'
import { freshDatabase } from '../../test/support/database.ts'
import { cipher } from '../../test/support/people.ts'
import { createLog } from '../kit/log.ts'
import { createGetJson, type Got } from '../providers/get-json.ts'
import { ensureIndexes } from '../store/ensure-indexes.ts'
import { createLeasesStore, indexes as leaseIndexes } from '../store/leases.ts'
import { createPullsStore, indexes as pullIndexes } from '../store/pulls.ts'
import { createPulls } from './pull-people.ts'

let database: Awaited<ReturnType<typeof freshDatabase>>
let moment = Date.UTC(2026, 10, 22, 4)
let pages: Record<string, unknown> = {}
let asked: { url: string; headers: Record<string, string> }[] = []
let files: { lines: string[]; mapping: ImportMapping }[] = []

beforeAll(async () => {
  database = await freshDatabase()
  await ensureIndexes(database.connection, [...pullIndexes, ...leaseIndexes])
})
beforeEach(async () => {
  moment += 3_600_000
  ;[asked, files] = [[], []]
  await database.connection.collection('pulls').deleteMany({})
})
afterAll(() => database.close())

const mapping: ImportMapping = {
  columns: [{ to: 'record' }, { to: 'name' }],
  ...{ empty: 'keep', dayOrder: null },
}
const input = (change: Partial<PullInput> = {}): PullInput => ({
  ...{ name: '旧 CRM', url: 'https://crm.example.com/people?size=2', listPath: 'data.items' },
  ...{ header: { name: 'Authorization', value: 'Bearer s3cret' }, paging: { by: 'none' }, sinceParam: 'since' },
  ...{ source: 'old', everyMinutes: 60, active: true, columns: ['id', 'name'], mapping },
  ...change,
})
const pulls = () =>
  createPulls({
    ...{ pulls: createPullsStore(database.connection, cipher), leases: createLeasesStore(database.connection) },
    async getJson(given): Promise<Got> {
      asked.push(given)
      const { pathname, search } = new URL(given.url)
      const found = pages[`${pathname}${search}`] ?? pages['*']
      return found === undefined ? { kind: 'refused', problem: '对方答复 404' } : { kind: 'json', value: found }
    },
    accounts: async () => ({ oa: [], mini: [], wecom: [] }),
    async startImport({ body, mapping }) {
      let text = ''
      for await (const piece of body) text += Buffer.from(piece).toString()
      files.push({ lines: text.trim().split('\n'), mapping })
      return { id: `im_${files.length}` } as never
    },
    workOnImports: async () => undefined,
    machine: { now: () => new Date(moment) },
    ...{ log: createLog('silent'), owner: 'w1' },
  })
const items = (...ids: number[]) => ids.map((id) => ({ id, name: `客户${id}`, more: { x: 1 } }))

describe('people fetched from another system', () => {
  it.each<[name: string, change: Partial<PullInput>, given: Record<string, unknown>]>([
    [
      'by page numbers, to the first empty one',
      { paging: { by: 'page', param: 'p', first: 1 } },
      {
        '/people?size=2&p=1': { data: { items: items(1, 2) } },
        '/people?size=2&p=2': { data: { items: items(3) } },
        '/people?size=2&p=3': { data: { items: [] } },
      },
    ],
    [
      'by a cursor',
      { paging: { by: 'cursor', param: 'after', path: 'data.next' } },
      {
        '/people?size=2': { data: { items: items(1, 2), next: 'k2' } },
        '/people?size=2&after=k2': { data: { items: items(3), next: null } },
      },
    ],
    [
      'by the link of the next page',
      { paging: { by: 'next-link', path: 'next' }, listPath: 'rows' },
      {
        '/people?size=2': { rows: items(1, 2), next: '/people?page=b' },
        '/people?page=b': { rows: items(3) },
      },
    ],
  ])('come %s, and become an import with their mapping', async (_name, change, given) => {
    pages = given
    await pulls().savePull(null, input(change))
    await pulls().pullDue()
    expect(files).toEqual([
      { mapping, lines: [1, 2, 3].map((id) => JSON.stringify({ id: String(id), name: `客户${id}` })) },
    ])
    expect(asked[0]!.headers).toEqual({ Authorization: 'Bearer s3cret' })
    const runs = (await pulls().listPulls()).items[0]!.runs
    expect(runs).toMatchObject([{ rows: 3, problem: null, import: 'im_1' }])
  })

  it('are asked for again only when it is time, and then for what changed since', async () => {
    pages = { '*': { data: { items: items(1) } } }
    await pulls().savePull(null, input())
    await pulls().pullDue()
    await pulls().pullDue()
    expect(asked).toHaveLength(1)
    const began = moment
    moment += 3_600_000
    await pulls().pullDue()
    const since = new URL(asked[1]!.url).searchParams.get('since')
    expect(since).toBe(new Date(began - 5 * 60_000).toISOString())
  })

  it.each<[name: string, change: Partial<PullInput>, given: Record<string, unknown>, problem: RegExp]>([
    ['another answer', {}, {}, /404/],
    ['no list there', {}, { '*': { data: {} } }, /data\.items」不是列表/],
    ['a list of texts', {}, { '*': { data: { items: ['x'] } } }, /不是对象/],
    [
      'a next page on another server, which would get our secret',
      { paging: { by: 'next-link', path: 'next' } },
      { '*': { data: { items: items(1) }, next: 'https://evil.example/x' } },
      /另一个服务器/,
    ],
    [
      'the same page for ever',
      { paging: { by: 'cursor', param: 'c', path: 'c' } },
      { '*': { data: { items: items(1) }, c: 'same' } },
      /读过的一页/,
    ],
  ])('with %s are told as a problem of the run', async (_name, change, given, problem) => {
    pages = given
    await pulls().savePull(null, input(change))
    await pulls()
      .pullDue()
      .catch(() => undefined)
    const runs = (await pulls().listPulls()).items[0]!.runs
    expect(runs[0]!.problem).toMatch(problem)
  })

  it('are shown before anything is saved, with a guess of what they are', async () => {
    pages = { '*': { data: { items: [{ id: 1, mobile: '13800000001', address: { city: '上海' } }] } } }
    const tested = await pulls().testPull(null, input())
    expect(tested.columns).toEqual([
      { title: 'id', samples: ['1'] },
      { title: 'mobile', samples: ['138****0001'] },
      { title: 'address.city', samples: ['上海'] },
    ])
    expect(tested.guess.columns).toMatchObject([{ to: 'record' }, { to: 'phone' }, { to: 'attribute' }])
    expect(await database.connection.collection('pulls').countDocuments()).toBe(0)
  })

  it('keep the secret sealed, through changes too, and never send it to another server', async () => {
    pages = { '*': { data: { items: items(1) } } }
    const saved = await pulls().savePull(null, input())
    expect(JSON.stringify(saved)).not.toContain('s3cret')
    expect(JSON.stringify(await database.connection.collection('pulls').find({}).toArray())).not.toContain('s3cret')
    const again = input({ header: { name: 'Authorization' } })
    await pulls().testPull(saved.id, again)
    expect(asked.at(-1)!.headers).toEqual({ Authorization: 'Bearer s3cret' })
    const elsewhere = { ...again, url: 'https://other.example.com/people' }
    await pulls().testPull(saved.id, elsewhere)
    expect(asked.at(-1)!.headers).toEqual({})
    await pulls().savePull(saved.id, elsewhere)
    await pulls().pullDue()
    expect(asked.at(-1)!.headers).toEqual({})
  })
})

it.each([
  ['ftp://crm.example.com/x', /https/],
  ['https://user:pw@crm.example.com/x', /用户名/],
])('%s is no address to fetch from', (url, problem) => {
  const read = PullInput.safeParse(input({ url }))
  expect(read.error?.issues[0]?.message).toMatch(problem)
})

it.each(['https://127.0.0.1/x', 'https://localhost/x', 'https://[::1]/x', 'https://169.254.169.254/latest'])(
  'never asks %s, which is inside',
  async (url) => {
    const { getJson, close } = createGetJson({ publicOnly: true, timeoutMs: 2000 })
    expect(await getJson({ url, headers: {} })).toMatchObject({
      kind: 'refused',
      problem: expect.stringMatching(/内部网络/),
    })
    await close()
  },
)
