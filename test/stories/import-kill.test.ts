import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type DyingImport, notesBatch, startDyingImport } from '../support/dying-import.ts'
import { insertsInto } from '../support/dying-server.ts'

/** Two whole batches and a rest. */
const ROWS = 2200
const PEOPLE = 40
const AGAIN = 50
const BAD = 30
const CHANGED = 10

const phoneOf = (row: number) => `139000${String(row % PEOPLE).padStart(5, '0')}`
const lineOf = (row: number) => `R${row},${phoneOf(row)},${row},2027-03-01`
const FILE = [
  '合同号,签约手机,金额,到期日',
  ...Array.from({ length: ROWS }, (_, row) => lineOf(row)),
  ...Array.from({ length: AGAIN }, (_, row) => lineOf(row)),
  ...Array.from({ length: BAD }, (_, row) => `X${row},${phoneOf(row)},很多,2027-02-30`),
].join('\n')

const field = (name: string, label: string, type: string) => ({ name, label, type })
const contract = {
  name: 'contract',
  label: '合同',
  fields: [
    field('no', '合同号', 'text'),
    field('phone', '签约手机', 'text'),
    field('amount', '金额', 'number'),
    field('endsAt', '到期日', 'date'),
  ],
  keyField: 'no',
  person: { field: 'phone', kind: 'phone' },
  timeField: null,
}

/** The process dies twice in the middle of a file of rows: once between what it wrote and who hears of it, once before it is noted. */
describe('a server killed while it imports rows of an object', () => {
  let dying: DyingImport

  beforeAll(async () => {
    dying = await startDyingImport()
    const { line, workedOff } = dying
    await line.api('POST', '/object-types', contract)
    // Known already, with another amount.
    const known = Array.from({ length: CHANGED }, (_, row) => ({ no: `R${row}`, phone: phoneOf(row), amount: -1 }))
    await line.api('POST', '/objects/contract', known)
    await workedOff()
  }, 180_000)
  afterAll(() => dying?.stop())

  const kept = (name: string) => dying.line.database.collection(name)
  const rowsThere = () => kept('objects').countDocuments({ type: 'contract' })

  it('dies when the second batch is written and nobody heard of it', async () => {
    await dying.isReady(FILE, 'file=contracts.csv&object=contract')
    await dying.diesAt(2, insertsInto('inbox', 'object:'), dying.begins)
    const stored = await dying.stored()
    expect(stored).toMatchObject({ state: 'running', rows: 1000, linesDone: 1001 })
    expect(stored?.['inFlight']).not.toBeNull()
    expect(await rowsThere()).toBe(2000)
  })

  it('dies once more when that batch is written and told, and not noted', async () => {
    await dying.startsAgain()
    await dying.diesAt(1, notesBatch, dying.isFree)
    expect(await dying.stored()).toMatchObject({ state: 'running', rows: 1000, linesDone: 1001 })
  })

  it('ends with every row once, told once, and counted as what it was the first time', async () => {
    await dying.startsAgain()
    await dying.isFree()
    const created = ROWS - CHANGED
    expect(await dying.isDone()).toMatchObject({
      ...{ rows: ROWS + AGAIN + BAD, created, updated: CHANGED, unchanged: AGAIN, refused: BAD },
    })
    expect(await rowsThere()).toBe(ROWS)
    await dying.workedOff()
    const events = kept('events')
    expect(await events.countDocuments({ 'data.type': 'object.contract.created' })).toBe(created + CHANGED)
    expect(await events.countDocuments({ 'data.type': 'object.contract.updated' })).toBe(CHANGED)
    expect(new Set(await kept('import_refused').distinct('line')).size).toBe(BAD)
  })

  it('holds no row by half, and each belongs to its person', async () => {
    const rows = await kept('objects').find({ type: 'contract' }).toArray()
    const amounts = new Map(rows.map(({ externalId, fields }) => [String(externalId), fields.amount]))
    for (let row = 0; row < ROWS; row += 1) expect(amounts.get(`R${row}`)).toBe(row)
    const owners = new Map<string, Set<string>>()
    for (const { contact, claim } of rows) owners.set(claim, (owners.get(claim) ?? new Set()).add(contact))
    expect(owners.size).toBe(PEOPLE)
    expect([...owners.values()].every((people) => people.size === 1 && !people.has('null'))).toBe(true)
    expect(rows.filter(({ contact }) => contact === null)).toEqual([])
    expect(await kept('import_pieces').countDocuments()).toBe(0)
  })
})
