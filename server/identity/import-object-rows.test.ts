import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { RowMapping } from '../../shared/imports/row-mapping.ts'
import type { Incoming } from '../../shared/incoming.ts'
import { ObjectInput } from '../../shared/schema/definitions.ts'
import { freshDatabase } from '../../test/support/database.ts'
import { objectRowIndexes, objectRowsOf } from '../../test/support/object-rows.ts'
import { cipher, type People, peopleOf, phone } from '../../test/support/people.ts'
import { xlsxOf } from '../../test/support/xlsx.ts'
import { createLog } from '../kit/log.ts'
import { ensureIndexes } from '../store/ensure-indexes.ts'
import { createImportsStore, indexes as importIndexes } from '../store/imports.ts'
import { createStaffStore, indexes as staffIndexes } from '../store/staff.ts'
import { createImports, type ImportNeeds } from './import-crm.ts'

let database: Awaited<ReturnType<typeof freshDatabase>>
let people: People
let moment = Date.UTC(2026, 10, 22, 4)
const now = () => new Date(moment)
const heard: Incoming[] = []
const given = () =>
  objectRowsOf(database.connection, {
    contacts: people.contacts,
    now,
    hear: (incoming) => void heard.push(...incoming),
  })
const needsOf = (): ImportNeeds => ({
  ...{ events: people.events, merges: people.merges, identityRules: people.identityRules, contacts: people.contacts },
  ...{ staff: createStaffStore(database.connection), cipher, timeZone: 'Asia/Shanghai', rowsPerBatch: 3 },
  ...{ clock: { now }, machineClock: { now }, log: createLog('silent'), linkIncoming: people.linkIncoming },
  ...given(),
  imports: createImportsStore(database.connection, { cipher }),
  accounts: async () => ({ oa: [], mini: [], wecom: [] }),
  attributes: { list: async () => new Map(), add: async () => undefined },
  acceptEvents: async () => undefined,
})
const field = (name: string, label: string, type: string) => ({ name, label, type })
const contract = ObjectInput.parse({
  name: 'contract',
  label: '合同',
  fields: [
    field('no', '合同号', 'text'),
    field('phone', '签约手机', 'text'),
    field('amount', '金额', 'number'),
    field('endsAt', '到期日', 'date'),
    field('memo', '说明', 'text'),
  ],
  keyField: 'no',
  person: { field: 'phone', kind: 'phone' },
  timeField: null,
})
beforeAll(async () => {
  database = await freshDatabase()
  people = await peopleOf(database.connection)
  await ensureIndexes(database.connection, [...importIndexes, ...staffIndexes, ...objectRowIndexes])
})
beforeEach(async () => {
  moment += 3_600_000
  heard.length = 0
  for (const { name } of await database.connection.listCollections()) {
    await database.connection.collection(name).deleteMany({})
  }
  await given().definitions.objects.add({ ...contract, createdAt: now(), archivedAt: null })
})
afterAll(() => database.close())

async function* bytesOf(content: Uint8Array) {
  for (let start = 0; start < content.length; start += 999) yield content.subarray(start, start + 999)
}
const imports = (needs = needsOf()) => createImports(needs)
const upload = (content: string | Buffer, object = 'contract') =>
  imports().uploadImport({
    ...{ file: 'a.csv', source: 'crm', body: bytesOf(Buffer.from(content)), bytes: null, by: '运营', object },
  })
const stored = async () => (await given().objects.page({ type: 'contract', limit: 100 })).items
const fieldsOf = async () => new Map((await stored()).map(({ externalId, fields }) => [externalId, fields]))
const refusedOf = async (id: Parameters<ReturnType<typeof imports>['streamRefused']>[0]) =>
  (await (await imports().streamRefused(id)).toArray()).join('')

async function previewed(content: string | Buffer, change: (guess: RowMapping) => RowMapping = (guess) => guess) {
  const { summary, rows } = await upload(content)
  await imports().mapRows(summary.id, change(rows!.guess!))
  await imports().workOnImports()
  return imports().readDetail(summary.id)
}
async function imported(content: string | Buffer, change?: (guess: RowMapping) => RowMapping) {
  const { preview, summary } = await previewed(content, change)
  moment += 60_000
  await imports().beginImport(summary.id)
  await imports().workOnImports()
  return { preview: preview!, done: (await imports().readDetail(summary.id)).summary, id: summary.id }
}

const header = '合同号,签约手机,金额,到期日,说明'
const file = [
  header,
  'C1,138 0000 0001,"1,200",2027年3月1日,=1+1',
  'C2,13800000002,￥99,46447,',
  'C3,12345,很多,2027-02-30,',
  ',13800000003,1,2027-03-01,',
  'C1,138 0000 0001,"1,200",2027年3月1日,=1+1',
  'C1,13800000001,7,2027-03-01,另一份',
  'C4,,5,03/04/2027,',
]

describe('a file of rows of an object', () => {
  it('guesses the columns by the labels of the fields, and the person by the identity of the object', async () => {
    const detail = await upload([...file.slice(0, 3)].join('\n'))
    expect(detail).toMatchObject({
      summary: { state: 'mapping', object: { name: 'contract', label: '合同' } },
      guess: null,
      mapping: null,
      rows: {
        guess: {
          columns: [
            { to: 'field', name: 'no' },
            { to: 'person', kind: 'phone', scope: null },
            { to: 'field', name: 'amount' },
            { to: 'field', name: 'endsAt' },
            { to: 'field', name: 'memo' },
          ],
        },
      },
    })
    expect(detail.columns[1]?.samples).toEqual(['138****0001', '138****0002'])
  })

  it('says what would happen without writing anything, and then does exactly that', async () => {
    const { claim, facts } = phone('13800000001', 'form')
    const event = { id: 'f1', at: now(), account: null, name: 'form.submitted' as const, form: 'f', fields: {} }
    await people.linkIncoming([{ event: { ...event, id: event.id as never }, claims: [claim], facts }], now())
    const detail = await previewed(file.join('\n'))
    expect(await stored()).toEqual([])
    expect(detail.preview).toMatchObject({ rows: 7, created: 2, updated: 0, unchanged: 1, refused: 4 })
    expect(detail.preview?.samples.refused?.map(({ line, reasons }) => `${line} ${reasons.join('；')}`)).toEqual([
      '4 签约手机：手机号格式不对；金额：「金额」应为数字，如 99.5；到期日：不是有效的日期，应为 2027-03-01 这样',
      '5 合同号：缺少主键「合同号」',
      '7 合同号：与前面某一行的主键相同，而内容不同；一个文件里每个主键只能出现一次',
      '8 到期日：「03/04/2027」可能是 3 月 4 日，也可能是 4 月 3 日；请在导入设置里选择日期写法',
    ])
    expect(JSON.stringify(detail.preview)).not.toMatch(/1380000000\d|138 0000/)
    await imports().beginImport(detail.summary.id)
    await imports().workOnImports()
    expect((await imports().readDetail(detail.summary.id)).summary).toMatchObject({
      ...{ state: 'done', rows: 7, created: 2, updated: 0, unchanged: 1, refused: 4, merged: 0 },
    })
    const rows = await fieldsOf()
    expect(rows.get('C1')).toEqual({ no: 'C1', phone: '138****0001', amount: 1200, endsAt: '2027-03-01', memo: '=1+1' })
    expect(rows.get('C2')).toMatchObject({ amount: 99, endsAt: '2027-03-01' })
    const owned = (await stored()).map(({ externalId, contact }) => [externalId, contact !== null])
    expect(Object.fromEntries(owned)).toEqual({ C1: true, C2: false })
  })

  it('tells the line of each new row once, by the same event as the API', async () => {
    await imported(file.slice(0, 3).join('\n'))
    expect(heard.map(({ event }) => event)).toMatchObject([
      {
        name: 'custom.happened',
        type: 'object.contract.created',
        properties: { externalId: 'C1', endsAt: '2027-03-01' },
      },
      { name: 'custom.happened', type: 'object.contract.created', properties: { externalId: 'C2' } },
    ])
    heard.length = 0
    moment += 60_000
    const again = await imported([header, ...file.slice(1, 2), 'C2,13800000002,100,46447,'].join('\n'))
    expect(again.preview).toMatchObject({ created: 0, updated: 1, unchanged: 1 })
    expect(again.preview.samples.updated?.[0]?.reasons).toEqual(['金额：99 → 100'])
    expect(again.done).toMatchObject({ created: 0, updated: 1, unchanged: 1 })
    expect(heard.map(({ event }) => 'type' in event && event.type)).toEqual(['object.contract.updated'])
  })

  it('gives back what it left out so that the corrected file goes up as it is', async () => {
    const { id } = await imported(file.join('\n'))
    const csv = await refusedOf(id)
    expect(csv).toContain('行号,列,问题,是否导入,"合同号","签约手机","金额","到期日","说明"')
    const mended = csv.replace('"12345","很多","2027-02-30"', '"13800000009","8","2027-02-28"')
    const again = await imported(mended)
    expect(again.done).toMatchObject({ rows: 4, created: 1, updated: 1, refused: 2 })
    expect((await fieldsOf()).get('C1')).toMatchObject({ amount: 7, memo: '另一份' })
  })

  it('takes formulas as text: marked in the file of refused rows, and plain again when it comes back', async () => {
    const { id } = await imported(`${header}\n=C1,1,2,2027-01-01,=cmd|calc`)
    const csv = await refusedOf(id)
    expect(csv).toContain(`"'=C1"`)
    expect(csv).toContain(`"'=cmd|calc"`)
    await imported(csv.replace('"1","2"', '"13800000001","2"'))
    expect((await fieldsOf()).get('=C1')).toMatchObject({ memo: '=cmd|calc' })
  })

  it('names a row’s person by another identity than usual when the file has another', async () => {
    await imported('合同号,会员号\nC1,M7', ({ dayOrder }) => ({
      columns: [
        { to: 'field', name: 'no' },
        { to: 'person', kind: 'crm', scope: 'crm' },
      ],
      dayOrder,
    }))
    expect((await stored())[0]).toMatchObject({ claim: 'crm:crm:M7', fields: { phone: 'M7' } })
    expect(heard[0]?.claims).toMatchObject([{ key: 'crm:crm:M7' }])
  })

  it('lets the newer word win where a column says how new each is', async () => {
    const dated = [
      '合同号,金额,更新时间',
      'C1,1,2026-11-01 10:00',
      'C1,3,2026-11-03 10:00',
      'C1,2,2026-11-02 10:00',
      'C2,9,2099-01-01',
    ]
    const { done } = await imported(dated.join('\n'))
    expect(done).toMatchObject({ rows: 4, created: 1, updated: 1, unchanged: 1, refused: 1 })
    expect((await fieldsOf()).get('C1')).toMatchObject({ amount: 3 })
  })

  it('leaves alone what somebody told after the import began', async () => {
    const { summary } = await previewed(`${header}\nC1,,1,,`)
    await imports().beginImport(summary.id)
    moment += 1000
    await given().rows.takeRows('contract', [{ no: 'C1', amount: 5 }])
    await imports().workOnImports()
    expect((await imports().readDetail(summary.id)).summary).toMatchObject({ unchanged: 1, updated: 0 })
    expect((await fieldsOf()).get('C1')).toMatchObject({ amount: 5 })
  })

  it.each<[name: string, at: 'before' | 'after', rows: number]>([
    ['before a batch is written', 'before', 3],
    ['between a batch and its checkpoint', 'after', 3],
  ])('goes on after a death %s, and counts each row once', async (_name, at, from) => {
    const lines = Array.from({ length: 8 }, (_, n) => `R${n},1380000001${n},${n},2027-03-0${n + 1},`)
    const { summary } = await previewed([header, ...lines, lines[0], `R1,13800000010,99,2027-03-01,`].join('\n'))
    await imports().beginImport(summary.id)
    const needs = needsOf()
    let batches = 0
    const dying = imports({
      ...needs,
      rows: {
        ...needs.rows,
        async takeRead(type, rows) {
          batches += 1
          if (batches === 2 && at === 'before') throw new Error('killed')
          await needs.rows.takeRead(type, rows)
          if (batches === 2) throw new Error('killed')
        },
      },
    })
    await expect(dying.workOnImports()).rejects.toThrow('killed')
    expect((await imports().readDetail(summary.id)).summary).toMatchObject({ state: 'running', rows: from })
    moment += 120_000
    await imports().workOnImports()
    expect((await imports().readDetail(summary.id)).summary).toMatchObject({
      ...{ state: 'done', rows: 10, created: 8, updated: 0, unchanged: 1, refused: 1 },
    })
    expect((await stored()).length).toBe(8)
    expect(new Set(heard.map(({ event }) => event.id)).size).toBe(8)
  })

  it('reads a spreadsheet, and refuses a cell as long as a book', async () => {
    const cells = ['C1', '13800000001', '5', '46447', '好']
    const sheet = await imported(xlsxOf([header.split(','), cells]))
    expect(sheet.done).toMatchObject({ rows: 1, created: 1, refused: 0 })
    const { done } = await imported(`${header}
C1,13800000001,5,46447,好
C2,,6,,${'书'.repeat(400_000)}`)
    expect(done).toMatchObject({ rows: 2, unchanged: 1, refused: 1 })
  })

  it.each<[name: string, change: (guess: RowMapping) => RowMapping, problem: string]>([
    [
      'without the key',
      (guess) => ({ ...guess, columns: guess.columns.with(0, { to: 'ignore' }) }),
      '请指定哪一列是「合同号」',
    ],
    [
      'with two columns for one field',
      (guess) => ({ ...guess, columns: guess.columns.with(4, { to: 'field', name: 'no' }) }),
      '都对应「合同号」',
    ],
    [
      'with a field that is none',
      (guess) => ({ ...guess, columns: guess.columns.with(4, { to: 'field', name: 'x' }) }),
      '已不在「合同」里',
    ],
    [
      'with an openid of no account',
      (guess) => ({ ...guess, columns: guess.columns.with(1, { to: 'person', kind: 'oa', scope: null }) }),
      '属于哪个账号',
    ],
    ['of another number of columns', (guess) => ({ ...guess, columns: guess.columns.slice(1) }), '文件有 5 列'],
  ])('refuses a mapping %s, and writes nothing', async (_name, change, problem) => {
    await expect(previewed(file.join('\n'), change)).rejects.toMatchObject({
      status: 422,
      message: expect.stringContaining(problem),
    })
  })

  it('is refused for an object that nobody defined, and ends with the reason when the object goes meanwhile', async () => {
    await expect(upload(header, 'boat')).rejects.toMatchObject({ code: 'object-type.not-found' })
    expect(await database.connection.collection('import_pieces').countDocuments()).toBe(0)
    const { summary } = await previewed(file.join('\n'))
    await given().definitions.objects.put({ ...contract, createdAt: now(), archivedAt: now() })
    await imports().beginImport(summary.id)
    await imports().workOnImports()
    expect((await imports().readDetail(summary.id)).summary).toMatchObject({
      state: 'failed',
      problem: expect.stringContaining('已归档'),
    })
  })

  it('is asked about its own columns only: a mapping of people does not fit it, nor the other way', async () => {
    const { summary } = await upload(file.join('\n'))
    const columns = Array.from({ length: 5 }, () => ({ to: 'ignore' as const }))
    await expect(imports().mapImport(summary.id, { columns, empty: 'keep', dayOrder: null })).rejects.toMatchObject({
      code: 'import.other-kind',
    })
    const ofPeople = await imports().uploadImport({
      file: 'p.csv',
      source: 'crm',
      body: bytesOf(Buffer.from('手机号')),
      bytes: null,
      by: 'x',
    })
    await expect(imports().mapRows(ofPeople.summary.id, { columns: [], dayOrder: null })).rejects.toMatchObject({
      code: 'import.other-kind',
    })
  })

  it('remembers what was said of a file with the same columns, as long as it fits the object', async () => {
    await imported('编号甲,钱\nC1,5', () => ({
      columns: [
        { to: 'field', name: 'no' },
        { to: 'field', name: 'amount' },
      ],
      dayOrder: null,
    }))
    const again = await upload('编号甲,钱\nC2,6')
    expect(again).toMatchObject({
      remembered: true,
      rows: {
        guess: {
          columns: [
            { to: 'field', name: 'no' },
            { to: 'field', name: 'amount' },
          ],
        },
      },
    })
  })
})
