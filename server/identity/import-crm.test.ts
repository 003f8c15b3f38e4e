import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { AccountId, StaffId } from '../../shared/ids.ts'
import type { Incoming } from '../../shared/incoming.ts'
import { noRules } from '../../shared/schema/precedence.ts'
import { freshDatabase } from '../../test/support/database.ts'
import { objectRowsOf } from '../../test/support/object-rows.ts'
import { cipher, incoming, oa, type People, peopleAgain, peopleOf, phone } from '../../test/support/people.ts'
import { createLog } from '../kit/log.ts'
import { ensureIndexes } from '../store/ensure-indexes.ts'
import { createImportsStore, indexes as importIndexes } from '../store/imports.ts'
import { createStaffStore, indexes as staffIndexes } from '../store/staff.ts'
import { createImports, type ImportNeeds } from './import-crm.ts'

let database: Awaited<ReturnType<typeof freshDatabase>>
let people: People
let moment = Date.UTC(2026, 10, 22, 4)
let accepted: Incoming[] = []

/** The machine's clock of a worker that comes after another one died. */
const needsOf = (machineLater = 0): ImportNeeds => ({
  imports: createImportsStore(database.connection, { cipher }),
  events: people.events,
  merges: people.merges,
  identityRules: people.identityRules,
  contacts: people.contacts,
  timeZone: 'Asia/Shanghai',
  accounts: async () => ({ oa: [{ id: 'wx1' }], mini: [], wecom: [] }),
  rowsPerBatch: 400,
  staff: createStaffStore(database.connection),
  cipher,
  attributes: { list: async () => new Map(), add: async () => undefined },
  ...objectRowsOf(database.connection, { contacts: people.contacts, now: () => new Date(moment) }),
  linkIncoming: people.linkIncoming,
  async acceptEvents(events) {
    accepted.push(...events)
  },
  clock: { now: () => new Date(moment) },
  machineClock: { now: () => new Date(Date.UTC(2026, 10, 22, 4) + machineLater) },
  log: createLog('silent'),
})

beforeAll(async () => {
  database = await freshDatabase()
  people = await peopleOf(database.connection)
  await ensureIndexes(database.connection, [...importIndexes, ...staffIndexes])
  const member = (id: string, name: string) => {
    const base = { departments: ['1'], leaderOf: [], active: true, position: null, phoneKey: null }
    return { id: StaffId.parse(id), name, ...base }
  }
  await createStaffStore(database.connection).replaceAll({
    account: AccountId.parse('ac_1'),
    departments: [{ id: '1', name: '销售一部', parent: null }],
    members: [member('wangfang', '王芳'), member('liwei1', '李伟'), member('liwei2', '李伟')],
    at: new Date(moment),
  })
})
beforeEach(async () => {
  moment += 60_000
  accepted = []
  for (const name of [
    'contacts',
    'events',
    'activity_days',
    'merges',
    'merge_conflicts',
    'imports',
    'import_pieces',
    'import_refused',
    'import_records',
  ]) {
    await database.connection.collection(name).deleteMany({})
  }
})
afterAll(() => database.close())

async function* bytesOf(content: Uint8Array, size = 7) {
  for (let start = 0; start < content.length; start += size) yield content.subarray(start, start + size)
}
const utf8 = (text: string) => new TextEncoder().encode(text)
const header = '客户编号,姓名,手机号,会员等级,VIP到期日,归属员工,邮箱,城市,来源,备注'

async function importFile(content: Uint8Array, needs = needsOf()) {
  const imports = createImports(needs)
  const { id } = await imports.startImport({
    file: 'crm.csv',
    source: 'crm',
    body: bytesOf(content),
    bytes: null,
    by: '运营',
  })
  await imports.workOnImports()
  const summary = await imports.readImport(id)
  let refused = ''
  for await (const text of await imports.streamRefused(id)) refused += text
  return { summary: summary!, refused }
}
const everybody = async () => (await people.contacts.search({ limit: 200 })).items

describe('importing CRM records', () => {
  it('takes good rows, and says of every bad one which line and column is wrong', async () => {
    const file = [
      header,
      'C1,王小明,+86 138-0000-0001,VIP,2027/3/1,王芳,ming@example.com,上海,展会,',
      'C2,,13800000002,,,,,,,',
      'C3,坏日期,13800000003,VIP,2027-02-30,,,,,',
      'C4,坏号码,1380000,,,,,,,',
      'C5,少列,13800000005',
      ',没有编号,13800000006,,,,,,,',
      'C7,重复手机,138 0000 0001,,,,,,,',
      'C8,重名员工,13800000008,,,李伟,,,,',
      'C9,"引号"坏,13800000009,,,,,,,',
      'C10,最后一行,13800000010,,,wangfang,bad-mail,,,',
      'C11,"逗号,和""引号""",13800000011,,,wangfang,,,,=HYPERLINK(1)',
    ].join('\r\n')
    const { summary, refused } = await importFile(utf8(`\ufeff${file}`))
    expect(summary).toMatchObject({
      state: 'done',
      rows: 11,
      created: 5,
      merged: 0,
      updated: 0,
      unchanged: 0,
      refused: 6,
      remarked: 2,
    })
    expect(summary.progress).toBe(1)
    const lines = refused.replace('\ufeff', '').trim().split('\r\n').slice(1)
    expect(lines.map((line) => line.split('","').slice(0, 4).join('|').replaceAll('"', ''))).toEqual([
      '4|VIP到期日|不是有效的日期，应为 2027-03-01 这样|未导入',
      '5|手机号|不是有效的手机号|未导入',
      '6|整行|这一行有 3 列，表头有 10 列|未导入',
      '7|客户编号|客户编号是空的|未导入',
      '8|手机号|已导入，但有冲突，请在合并待办里处理：手机号相同，但两边是同一系统里的两条 CRM 记录|已导入',
      '9|归属员工|没有找到这位员工（或有重名），已导入但没有归属|已导入',
      '10|整行|引号不成对，无法读出这一行|未导入',
      '11|邮箱|不是有效的邮箱|未导入',
    ])
    const all = await everybody()
    const byName = new Map(all.map((contact) => [contact.name, contact]))
    expect(byName.get('王小明')).toMatchObject({
      owner: 'wangfang',
      phoneMasked: '138****0001',
      attributes: {
        level: 'VIP',
        vipExpiresAt: '2027-03-01',
        city: '上海',
        crmSource: '展会',
        email: 'm***@example.com',
      },
      firstSource: { kind: 'crm-import', detail: 'crm.csv' },
    })
    expect(byName.get('重复手机')).toMatchObject({ phoneMasked: null })
    expect(byName.get('逗号,和"引号"')).toBeDefined()
    expect(byName.get('重名员工')).toMatchObject({ owner: null })
    expect(await people.merges.openConflicts(10)).toMatchObject([{ why: expect.stringContaining('CRM') }])
    expect(accepted).toHaveLength(5)
  })

  it('names everything that is wrong in a row, line and column each, the colleague too', async () => {
    const file = [header, `,${'长'.repeat(61)},138,,2027-02-30,无此人,bad-mail,,,`].join('\n')
    const { summary, refused } = await importFile(utf8(file))
    expect(summary).toMatchObject({ rows: 1, refused: 1, created: 0 })
    const [, row] = refused.trim().split('\r\n')
    expect(row!.split('","').slice(0, 4)).toEqual([
      '"2',
      '客户编号、姓名、手机号、VIP到期日、归属员工、邮箱',
      '客户编号：客户编号是空的；姓名：最多 60 个字；手机号：不是有效的手机号；VIP到期日：不是有效的日期，应为 2027-03-01 这样；归属员工：没有找到这位员工（或有重名）；邮箱：不是有效的邮箱',
      '未导入',
    ])
  })

  it('takes a customer number that comes twice, and says on the later row where it stood first', async () => {
    const others = Array.from({ length: 450 }, (_, n) => `X${n},客户${n},,,,,,,,`)
    const twice = ['A1,先来,,,,,,,,', 'A1,后到,,,,无此人,,,,', ...others, 'A1,最后,,,,,,,,']
    const { summary, refused } = await importFile(utf8([header, ...twice].join('\n')))
    expect(summary).toMatchObject({ rows: 453, refused: 0, remarked: 2 })
    const told = (text: string) => text.trim().split('\r\n').slice(1)
    expect(told(refused).map((line) => line.split('","').slice(0, 4).join('|').slice(1))).toEqual([
      '3|客户编号、归属员工|客户编号：已导入，但客户编号与第 2 行相同；归属员工：没有找到这位员工（或有重名），已导入但没有归属|已导入',
      '454|客户编号|已导入，但客户编号与第 2 行相同|已导入',
    ])
    moment += 1000
    const again = await importFile(utf8([header, 'A1,最后,,,,,,,,', ...others, 'A1,最后,,,,,,,,'].join('\n')))
    expect(again.summary).toMatchObject({ rows: 452, remarked: 1 })
  })

  it('names what is wrong in the order of the file, in the words of its columns', async () => {
    const file = ['e-mail,email,id,phone,城市', ['x', 'bad-mail', '', '138', '长'.repeat(201)].join(',')].join('\n')
    const { refused } = await importFile(utf8(file))
    expect(refused.trim().split('\r\n')[1]!.split('","')[1]).toBe('email、id、phone、城市')
  })

  it('takes the corrected file of refused rows as it is: its columns in front, its apostrophes and all', async () => {
    const file = [header, 'C1,"王,小明",+86 1380000,,,,,,,=1+1', 'C2,李,13800000002,,2027-02-30,,,,,'].join('\n')
    const { refused } = await importFile(utf8(file))
    const names = header.split(',').map((name) => `"${name}"`)
    expect(refused.split('\r\n')[0]).toBe(`\ufeff行号,列,问题,是否导入,${names.join(',')}`)
    moment += 1000
    const corrected = refused.replace("'+86 1380000", "'+86 13800000001").replace('2027-02-30', '2027-02-28')
    const { summary, refused: left } = await importFile(utf8(corrected))
    expect(summary).toMatchObject({ state: 'done', rows: 2, created: 2, refused: 0 })
    expect(left.trim().split('\r\n')).toHaveLength(1)
    const byName = new Map((await everybody()).map((contact) => [contact.name, contact]))
    expect(byName.get('王,小明')).toMatchObject({ phoneMasked: '138****0001', attributes: { remark: '=1+1' } })
  })

  const upload = (body: AsyncIterable<Uint8Array>, bytes: number | null, maxBytes?: number) =>
    createImports({ ...needsOf(), ...(maxBytes === undefined ? {} : { maxBytes }) }).startImport({
      file: 'crm.csv',
      source: 'crm',
      body,
      bytes,
      by: '运营',
    })
  const kept = async () => [
    await database.connection.collection('import_pieces').countDocuments(),
    await database.connection.collection('imports').countDocuments(),
  ]
  const big = new Uint8Array(1_200_000).fill(65)

  const untouched = async function* (): AsyncGenerator<Uint8Array> {
    yield await Promise.reject<Uint8Array>(new Error('the body was read'))
  }
  it.each([
    ['announced: before it is read', untouched(), big.length],
    ['found while it comes', bytesOf(big, 100_000), null],
  ])('refuses a file over the limit, %s, and keeps nothing of it', async (_name, body, bytes) => {
    const refusal = { code: 'import.too-large', status: 413, message: '文件超过 1 MB，请分成几个文件导入。' }
    await expect(upload(body, bytes, 1024 * 1024)).rejects.toMatchObject(refusal)
    expect(await kept()).toEqual([0, 0])
  })

  it('keeps nothing of an upload that was cut off', async () => {
    const cut = async function* () {
      yield* bytesOf(big.subarray(0, 600_000), 100_000)
      throw new Error('ECONNRESET')
    }
    await expect(upload(cut(), null)).rejects.toThrow('ECONNRESET')
    expect(await kept()).toEqual([0, 0])
  })

  it('clears away what an upload left whose process died, and nothing of one that is under way or waits', async () => {
    await upload(bytesOf(utf8(`${header}\nC1,甲,,,,,,,,`)), null)
    const pieces = database.connection.collection('import_pieces')
    const piece = (await pieces.findOne())!
    const left = (id: string, at: number) => ({ ...piece, _id: `${id}:0`, import: id, at: new Date(at) }) as never
    const day = 24 * 3_600_000
    await pieces.insertMany([left('im_dead', Date.UTC(2026, 10, 22)), left('im_under_way', Date.UTC(2026, 10, 22, 5))])
    const needs = needsOf(day + 60_000)
    const away = { ...needs, imports: { ...needs.imports, claim: async () => null } }
    await createImports(away).workOnImports()
    const there = await pieces.find().toArray()
    expect(there.map((one) => one.import).sort()).toEqual([piece.import, 'im_under_way'].sort())
  })

  it('keeps no phone number in clear: not in the pieces, the refused rows, the contacts or the events', async () => {
    await importFile(utf8(`${header}\nC1,甲,13800000001,,2027-02-30,,,,,\nC2,乙,13800000002,,,,,,,`))
    for (const { name } of await database.connection.listCollections()) {
      const text = JSON.stringify(await database.connection.collection(name).find({}).toArray())
      expect(text, name).not.toMatch(/1380000000[12]/)
    }
  })

  it('reads GBK, also when a character is cut by the network', async () => {
    // 客户编号,姓名\nG1,张三
    const gbk = Buffer.from('bfcdbba7b1e0bac52cd0d5c3fb0a47312cd5c5c8fd', 'hex')
    const { summary } = await importFile(gbk)
    expect(summary).toMatchObject({ state: 'done', created: 1 })
    expect((await everybody())[0]!.name).toBe('张三')
  })

  it.each([
    ['an empty file', '', '文件是空的'],
    ['a file without customer numbers', '姓名,手机号\n甲,13800000001', '「客户编号」'],
    ['a header twice', '客户编号,姓名,姓名\nC1,甲,乙', '两个「姓名」'],
  ])('refuses %s as a whole', async (_name, text, problem) => {
    const { summary } = await importFile(utf8(text))
    expect(summary).toMatchObject({ state: 'failed', problem: expect.stringContaining(problem) })
  })

  it('counts what a second import changes, and finds the same file unchanged', async () => {
    const first = `${header}\nC1,甲,13800000001,,,,,,,\nC2,乙,13800000002,,,,,,,`
    await importFile(utf8(first))
    moment += 1000
    expect((await importFile(utf8(first))).summary).toMatchObject({ unchanged: 2, created: 0, updated: 0 })
    moment += 1000
    const changed = first.replace('甲,13800000001,', '甲,13800000001,VIP')
    expect((await importFile(utf8(changed))).summary).toMatchObject({ unchanged: 1, updated: 1, created: 0 })
    moment += 1000
    expect((await importFile(utf8(first))).summary).toMatchObject({ unchanged: 1, updated: 1 })
  })

  it('finds a row unchanged whose columns stand in another order', async () => {
    await importFile(utf8('客户编号,姓名,手机号\nC1,甲,13800000001'))
    moment += 1000
    const { summary } = await importFile(utf8('手机号,客户编号,姓名\n13800000001,C1,甲'))
    expect(summary).toMatchObject({ unchanged: 1, updated: 0 })
  })

  it('takes a content for news that a record had for a while in the file before', async () => {
    const others = Array.from({ length: 400 }, (_, n) => `X${n},客户${n},,,,,,,,`)
    const back = ['C1,甲,,,,,,,,', 'C1,乙,,,,,,,,', 'C1,甲,,,,,,,,']
    expect((await importFile(utf8([header, back[0], ...others, ...back].join('\n')))).summary).toMatchObject({
      ...{ created: 401, updated: 2, unchanged: 1 },
    })
    moment += 1000
    expect((await importFile(utf8(`${header}\n${back[1]}`))).summary).toMatchObject({ unchanged: 0, updated: 1 })
    expect(await database.connection.collection('contacts').countDocuments({ name: '乙' })).toBe(1)
  })

  it('merges with the follower who typed the phone before', async () => {
    const typed = phone('13800000001', 'form')
    const form = incoming('form.submitted', [oa('o1'), typed.claim], { facts: typed.facts })
    await people.linkIncoming([form], new Date(moment - 1000))
    const { summary } = await importFile(utf8(`${header}\nC1,甲,13800000001,VIP,,,,,,`))
    expect(summary).toMatchObject({ merged: 1, created: 0 })
    expect(await everybody()).toMatchObject([{ name: '甲', attributes: { level: 'VIP' } }])
  })

  it('told to stop, ends at the next checkpoint, and another process goes on from there at once', async () => {
    const rows = Array.from({ length: 900 }, (_, n) => `S${n},客户${n},,,,,,,,`)
    const needs = needsOf()
    const stop = new AbortController()
    const first = createImports({
      ...needs,
      async linkIncoming(...given) {
        stop.abort()
        return needs.linkIncoming(...given)
      },
    })
    const { id } = await first.startImport({
      ...{ file: 'a.csv', source: 'crm', bytes: null, by: '运营' },
      body: bytesOf(utf8([header, ...rows].join('\n')), 9999),
    })
    expect(await first.workOnImports(stop.signal)).toBe(0)
    expect(await first.workOnImports(stop.signal)).toBe(0)
    expect(await first.readImport(id)).toMatchObject({ state: 'running', rows: 400 })
    const second = createImports(needsOf())
    expect(await second.workOnImports()).toBe(1)
    expect(await second.readImport(id)).toMatchObject({ state: 'done', rows: 900, created: 900 })
  })

  it.each([
    ['before it told the line', 1, 'acceptEvents'],
    ['before the first checkpoint', 1, 'putRecords'],
    ['in the second batch', 2, 'acceptEvents'],
    ['right before linking', 2, 'linkIncoming'],
    ['when its newcomers are written, and those who are joined are not', 1, 'noteChanges'],
    ['when all its people are written and no timeline says so', 2, 'noteChanges'],
    ['in the second batch, when no timeline says so', 3, 'noteChanges'],
  ] as const)('goes on with exact counts after dying %s', async (_name, nth, where) => {
    const rows = Array.from(
      { length: 900 },
      (_, n) => `K${n},客户${n},${n % 50 === 7 ? '坏' : `1390000${1000 + n}`},,,,,,,`,
    )
    // Records that come once more with another name: one of the batch before, one of the same.
    rows.splice(600, 0, 'K1,改名,,,,,,,,', 'K500,改名,,,,,,,,')
    const typed = phone('13900001003', 'form')
    const form = incoming('form.submitted', [oa('o9'), typed.claim], { facts: typed.facts })
    await people.linkIncoming([form], new Date(moment - 1000))
    const needs = needsOf()
    let calls = 0
    const dying =
      <T extends unknown[], R>(work: (...given: T) => Promise<R>) =>
      async (...given: T): Promise<R> => {
        calls += 1
        if (calls === nth) throw new Error('killed')
        return work(...given)
      }
    const dyingPeople = () =>
      peopleAgain(
        database.connection,
        [],
        noRules,
        dying(async () => undefined),
      )
    const doomed: ImportNeeds =
      where === 'putRecords'
        ? { ...needs, imports: { ...needs.imports, putRecords: dying(needs.imports.putRecords) } }
        : where === 'noteChanges'
          ? { ...needs, linkIncoming: dyingPeople().linkIncoming }
          : { ...needs, [where]: dying(needs[where] as (...given: unknown[]) => Promise<never>) }
    const first = createImports(doomed)
    const { id } = await first.startImport({
      file: 'a.csv',
      source: 'crm',
      body: bytesOf(utf8([header, ...rows].join('\n')), 9999),
      bytes: null,
      by: '运营',
    })
    await expect(first.workOnImports()).rejects.toThrow('killed')
    expect(await first.readImport(id)).toMatchObject({ state: 'running' })
    const early = createImports(needsOf(1000))
    expect(await early.workOnImports()).toBe(0)
    const second = createImports(needsOf(120_000))
    expect(await second.workOnImports()).toBe(1)
    expect(await second.readImport(id)).toMatchObject({
      state: 'done',
      ...{ rows: 902, created: 881, merged: 1, updated: 2, unchanged: 0, refused: 18, remarked: 2 },
    })
    expect(new Set(accepted.map(({ event }) => event.id)).size).toBe(884)
    expect(await database.connection.collection('import_pieces').countDocuments()).toBe(0)
  })
})
