import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { ImportMapping } from '../../shared/imports/mapping.ts'
import { freshDatabase } from '../../test/support/database.ts'
import { objectRowsOf } from '../../test/support/object-rows.ts'
import { cipher, incoming, type People, peopleOf, phone } from '../../test/support/people.ts'
import { xlsxOf } from '../../test/support/xlsx.ts'
import { createLog } from '../kit/log.ts'
import { ensureIndexes } from '../store/ensure-indexes.ts'
import { createImportsStore, indexes as importIndexes } from '../store/imports.ts'
import { createStaffStore, indexes as staffIndexes } from '../store/staff.ts'
import { createImports, type ImportNeeds } from './import-crm.ts'

let database: Awaited<ReturnType<typeof freshDatabase>>
let people: People
let moment = Date.UTC(2026, 10, 22, 4)
const needsOf = (): ImportNeeds => ({
  imports: createImportsStore(database.connection, { cipher }),
  events: people.events,
  merges: people.merges,
  identityRules: people.identityRules,
  contacts: people.contacts,
  staff: createStaffStore(database.connection),
  cipher,
  timeZone: 'Asia/Shanghai',
  accounts: async () => ({ oa: [{ id: 'wx1' }], mini: [], wecom: [{ id: 'corp1' }] }),
  attributes: { list: async () => new Map(), add: async () => undefined },
  ...objectRowsOf(database.connection, { contacts: people.contacts, now: () => new Date(moment) }),
  linkIncoming: people.linkIncoming,
  acceptEvents: async () => undefined,
  clock: { now: () => new Date(moment) },
  machineClock: { now: () => new Date(moment) },
  log: createLog('silent'),
  rowsPerBatch: 3,
})
beforeAll(async () => {
  database = await freshDatabase()
  people = await peopleOf(database.connection)
  await ensureIndexes(database.connection, [...importIndexes, ...staffIndexes])
})
beforeEach(async () => {
  moment += 60_000
  for (const { name } of await database.connection.listCollections()) {
    await database.connection.collection(name).deleteMany({})
  }
})
afterAll(() => database.close())

async function* bytesOf(content: Uint8Array) {
  for (let start = 0; start < content.length; start += 999) yield content.subarray(start, start + 999)
}
const imports = () => createImports(needsOf())
const upload = (content: string | Buffer, file = 'a.csv') =>
  imports().uploadImport({ file, source: 'crm', body: bytesOf(Buffer.from(content)), bytes: null, by: '运营' })
const everybody = async () => (await people.contacts.search({ limit: 200 })).items
const counted = async () => [await database.connection.collection('contacts').countDocuments()]

async function importBy(content: string | Buffer, change: (guess: ImportMapping) => ImportMapping = (guess) => guess) {
  const { summary, guess } = await upload(content)
  await imports().mapImport(summary.id, change(guess!))
  await imports().workOnImports()
  const { preview } = await imports().readDetail(summary.id)
  const before = await counted()
  await imports().beginImport(summary.id)
  await imports().workOnImports()
  const done = await imports().readDetail(summary.id)
  return { preview: preview!, before, done: done.summary, id: summary.id }
}

const columns = '会员号,联系人,联系电话,openid,标签,是否接收短信,加入日期,积分,无名'
const rows = [
  'V1,甲,138 0000 0001,oABCDEF1,老客；高意向|展会,是,2026年1月2日,"1,200",',
  'V2,乙,13800000002,,,否,46447,￥99,',
  'V3,丙,021-68888888,,,,,,',
  'V4,丁,,,,也许,03/04/2027,很多,',
  'V5,同号,13800000002,,,,,,',
  'V1,甲,138 0000 0001,oABCDEF1,老客；高意向|展会,是,2026年1月2日,"1,200",',
]

describe('an import with a person’s look', () => {
  it('guesses what the columns are from their names and contents, shows values masked, and imports nothing', async () => {
    const detail = await upload([columns, ...rows].join('\n'))
    expect(detail.summary).toMatchObject({ state: 'mapping', rows: 0 })
    expect(detail.columns.map(({ title }) => title)).toEqual(columns.split(','))
    expect(detail.columns[2]!.samples).toEqual(['138****0001', '138****0002', '021-68888888'])
    expect(detail.guess!.columns).toMatchObject([
      { to: 'record' },
      { to: 'name' },
      { to: 'phone' },
      { to: 'oa', appId: 'wx1' },
      { to: 'tags' },
      { to: 'consent', channel: 'sms' },
      { to: 'attribute', name: '加入日期', type: 'text' },
      { to: 'attribute', name: '积分' },
      { to: 'ignore' },
    ])
    expect(await counted()).toEqual([0])
    const kept = JSON.stringify(await database.connection.collection('imports').find({}).toArray())
    expect(kept).not.toMatch(/138\*{4}0001/)
  })

  it('says what would happen without writing anything, and then does exactly that', async () => {
    const typed = phone('13800000001', 'form')
    await people.linkIncoming([incoming('form.submitted', [typed.claim], { facts: typed.facts })], new Date(1))
    const { preview, before, done } = await importBy([columns, ...rows].join('\n'), (guess) => ({
      ...guess,
      columns: guess.columns.map((target) =>
        target.to !== 'attribute' ? target : { ...target, type: target.name === '积分' ? 'number' : 'date' },
      ),
    }))
    expect(before).toEqual([1])
    expect(preview).toMatchObject({ rows: 6, created: 2, merged: 1, unchanged: 1, refused: 2, conflict: 1 })
    expect(done).toMatchObject({ state: 'done', rows: 6, created: 2, merged: 1, unchanged: 1, refused: 2 })
    expect(preview.samples.refused!.map(({ line, reasons }) => `${line} ${reasons.join('；')}`)).toEqual([
      '4 联系电话：这是座机号码，请放到一个属性里，手机号列只收手机号',
      '5 是否接收短信：应为 同意 或 拒绝（是/否、Y/N、1/0 也可以）；加入日期：「03/04/2027」可能是 3 月 4 日，也可能是 4 月 3 日；请在导入设置里选择日期写法；积分：「积分」应为数字，如 99.5',
    ])
    expect(preview.samples.conflict![0]!.reasons[0]).toContain('联系电话')
    expect(JSON.stringify(preview)).not.toMatch(/1380000000\d/)
    const all = new Map((await everybody()).map((one) => [one.name, one]))
    expect(all.get('甲')).toMatchObject({
      tags: ['展会', '老客', '高意向'].sort(),
      consent: { sms: 'granted' },
      attributes: { 加入日期: '2026-01-02', 积分: 1200 },
      importBatches: [done.id],
    })
    expect(all.get('乙')).toMatchObject({
      consent: { sms: 'refused' },
      attributes: { 加入日期: '2027-03-01', 积分: 99 },
    })
    expect(all.has('丙')).toBe(false)
  })

  it('reads a workbook and JSON lines the same way', async () => {
    const cells = [
      ['客户编号', '姓名', '手机号', 'VIP到期日'],
      ['X1', '表格', 13_800_000_011, { day: 46_447 }],
    ]
    expect((await importBy(xlsxOf(cells))).done).toMatchObject({ state: 'done', created: 1 })
    const lines = '{"id":"J1","name":"行","mobile":"13800000012","vipExpiresAt":"2027-03-01"}'
    expect((await importBy(lines)).done).toMatchObject({ state: 'done', created: 1 })
    const all = new Map((await everybody()).map((one) => [one.name, one]))
    for (const name of ['表格', '行'])
      expect(all.get(name)).toMatchObject({ attributes: { vipExpiresAt: '2027-03-01' } })
  })

  it('remembers what was said of a file with the same columns, and tells two columns of one name apart', async () => {
    const twice = '编号,手机号,手机号\nA1,13800000021,13800000022'
    const first = await upload(twice)
    expect(first.remembered).toBe(false)
    expect(first.columns.map(({ title }) => title)).toEqual(['编号', '手机号（B 列）', '手机号（C 列）'])
    const both = { ...first.guess!, columns: [{ to: 'record' }, { to: 'phone' }, { to: 'phone' }] } as ImportMapping
    await expect(imports().mapImport(first.summary.id, both)).rejects.toMatchObject({
      message: expect.stringContaining('「手机号（B 列）」和「手机号（C 列）」都对应「手机号」'),
    })
    const second = { ...both, columns: [{ to: 'record' }, { to: 'ignore' }, { to: 'phone' }] } as ImportMapping
    await imports().mapImport(first.summary.id, second)
    expect(await upload(twice)).toMatchObject({ remembered: true, guess: second })
  })

  it.each<[name: string, mapping: unknown, problem: string]>([
    ['no identity', [{ to: 'name' }, { to: 'ignore' }], '至少指定一列身份'],
    ['another number of columns', [{ to: 'record' }], '文件有 2 列'],
    [
      'choices without any',
      [{ to: 'record' }, { to: 'attribute', name: 'a', label: 'a', type: 'choice', options: [] }],
      '有哪些选项',
    ],
  ])('refuses a mapping with %s', async (_name, mapping, problem) => {
    const { summary } = await upload('a,b\n1,2')
    await expect(
      imports().mapImport(summary.id, { columns: mapping, empty: 'keep', dayOrder: null } as ImportMapping),
    ).rejects.toMatchObject({ message: expect.stringContaining(problem) })
  })

  it('takes people without a customer number by what identifies them, and never twice', async () => {
    const file = '姓名,手机号\n甲,13800000031\n甲改,13800000031\n乙,'
    const { preview, done } = await importBy(file)
    expect(preview).toMatchObject({ created: 1, updated: 1, refused: 1 })
    expect(done).toMatchObject({ created: 1, updated: 1, refused: 1 })
    expect(await everybody()).toHaveLength(1)
    moment += 1000
    expect((await importBy('姓名,手机号\n甲改,13800000031')).done).toMatchObject({ unchanged: 1 })
    const batches = (await everybody())[0]!.importBatches!
    expect(batches).toHaveLength(2)
  })

  it('leaves what an empty cell says nothing of, and clears it when that is wanted', async () => {
    await importBy('客户编号,城市,会员等级\nE1,上海,VIP')
    moment += 1000
    await importBy('客户编号,城市,会员等级\nE1,,金卡')
    expect((await everybody())[0]!.attributes).toEqual({ city: '上海', level: '金卡' })
    moment += 1000
    await importBy('客户编号,城市,会员等级\nE1,,金卡', (guess) => ({ ...guess, empty: 'clear' }))
    expect((await everybody())[0]!.attributes).toEqual({ level: '金卡' })
  })

  it('never takes a refusal back', async () => {
    await importBy('客户编号,短信同意\nR1,是')
    const [person] = await everybody()
    const change = {
      contact: person!.id,
      channel: 'sms',
      consent: 'refused',
      source: 'staff',
      at: new Date(moment),
    } as const
    await people.contacts.setConsent({ ...change, by: 'x', why: '电话里说的' })
    moment += 1000
    await importBy('客户编号,短信同意,姓名\nR1,是,甲')
    expect((await everybody())[0]).toMatchObject({ name: '甲', consent: { sms: 'refused' } })
  })

  it('takes a masked phone as a hint beside another identity, and seals a card number however its column is named', async () => {
    const rows = ['V7,甲,138****5678,11010519491231002X', ',乙,138****9999,', 'V8,丙,,110105194912310021']
    const text = { type: 'text' as const, options: [] }
    const { preview, done } = await importBy(['会员号,姓名,手机号,证件', ...rows].join('\n'), (guess) => ({
      ...guess,
      columns: guess.columns.with(3, { to: 'attribute', name: 'idNumber', label: '身份证号', ...text }),
    }))
    expect(done).toMatchObject({ created: 1, refused: 2 })
    expect(preview.samples.refused?.map(({ reasons }) => reasons.join('；'))).toEqual([
      expect.stringContaining('客户编号是空的'),
      '证件：不是有效的 18 位身份证号',
    ])
    const [one] = await everybody()
    expect(one).toMatchObject({
      phoneMasked: null,
      attributes: { maskedPhone: '138****5678', idNumber: '110***********002X' },
    })
    expect(one?.identities.map(({ key }) => key.split(':')[0])).toEqual(['crm'])
    const kept = JSON.stringify(await database.connection.collection('contacts').find({}).toArray())
    expect(kept).not.toContain('11010519491231002X')
  })

  it('says of a row that has only a masked phone what is missing', async () => {
    const { preview } = await importBy('姓名,手机号\n乙,138****9999\n丙,13800000003')
    expect(preview.samples.refused?.[0]?.reasons).toEqual([expect.stringContaining('只能当作线索')])
  })

  it('ends at once while it waits, and at the next checkpoint while it runs: what was done is said', async () => {
    const file = ['客户编号', ...Array.from({ length: 10 }, (_, n) => `Z${n}`)].join('\n')
    const waiting = await upload(file)
    expect((await imports().cancelImport(waiting.summary.id)).summary.state).toBe('cancelled')
    await expect(imports().cancelImport(waiting.summary.id)).rejects.toMatchObject({ status: 409 })
    const { summary, guess } = await upload(file)
    await imports().mapImport(summary.id, guess!)
    await imports().workOnImports()
    await imports().beginImport(summary.id)
    const needs = needsOf()
    const working = createImports({
      ...needs,
      async linkIncoming(...given) {
        const linked = await needs.linkIncoming(...given)
        await working.cancelImport(summary.id)
        return linked
      },
    })
    await working.workOnImports()
    expect((await imports().readDetail(summary.id)).summary).toMatchObject({ state: 'cancelled', rows: 3, created: 3 })
    expect(await counted()).toEqual([3])
    expect(await database.connection.collection('import_pieces').countDocuments()).toBe(0)
  })

  it.each([
    ['an empty file', '', '文件是空的'],
    ['a PDF', '%PDF-1.4', '这是 PDF'],
  ])('refuses %s and keeps nothing of it', async (_name, content, problem) => {
    await expect(upload(content)).rejects.toMatchObject({ message: expect.stringContaining(problem) })
    expect(await database.connection.collection('import_pieces').countDocuments()).toBe(0)
  })
})
