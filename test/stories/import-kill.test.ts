import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ImportDetail } from '../../shared/api/imports.ts'
import { ImportSummary } from '../../shared/api/system.ts'
import { type BrokenWire, createBrokenWire } from '../support/broken-wire.ts'
import { type Line, startLine } from '../support/line.ts'
import { runOutLeases } from '../support/quiet-company.ts'
import { type ServerProcess, startServerProcess } from '../support/server-process.ts'
import { until } from '../support/until.ts'

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
  let line: Line
  let wire: BrokenWire
  let server: ServerProcess
  let id: string

  beforeAll(async () => {
    line = await startLine({
      seed: false,
      serve: false,
      at: '2026-01-01T00:00:00Z',
      async databaseAt(uri) {
        wire = await createBrokenWire(uri)
        return wire.uri
      },
    })
    server = await startServerProcess(line.environment)
    await line.api('POST', '/object-types', contract)
    // Known already, with another amount.
    const known = Array.from({ length: CHANGED }, (_, row) => ({ no: `R${row}`, phone: phoneOf(row), amount: -1 }))
    await line.api('POST', '/objects/contract', known)
    await workedOff()
  }, 180_000)
  afterAll(async () => {
    await wire?.mend()
    await server?.kill()
    await line?.stop()
    await wire?.close()
  })

  const workedOff = () =>
    until(
      'all that came in is worked off',
      async () => (await line.database.collection('inbox').countDocuments({ status: { $ne: 'done' } })) === 0,
      180,
    )
  const stored = () => line.database.collection('imports').findOne({ _id: id as never })
  const rowsThere = () => line.database.collection('objects').countDocuments({ type: 'contract' })
  const summary = async () => ImportSummary.parse(await line.api('GET', `/imports/${id}`))
  /** Dies at the nth word of this kind, which never arrives. */
  async function diesAt(count: number, isIt: (text: string) => boolean, work: () => Promise<unknown>): Promise<void> {
    let times = 0
    const frozen = wire.frozenAt((sent) => {
      if (isIt(sent.toString('latin1'))) times += 1
      return times === count
    })
    // Whoever asked may never hear of it.
    const asked = work().catch(() => null)
    await frozen
    await server.kill()
    await asked
    await wire.cut()
    await wire.mend()
  }
  const runOutLease = () => line.database.collection('imports').updateMany({}, { $set: { 'lease.until': new Date(0) } })
  const startsAgain = async () => {
    await runOutLeases(line.database)
    server = await startServerProcess(line.environment)
  }

  it('dies when the second batch is written and nobody heard of it', async () => {
    const answer = await fetch(`${line.url}/api/v1/imports?file=contracts.csv&object=contract`, {
      method: 'POST',
      headers: { authorization: `Bearer ${line.apiToken}`, 'content-type': 'text/csv' },
      body: FILE,
    })
    const detail = ImportDetail.parse(await answer.json())
    id = detail.summary.id
    await line.api('PUT', `/imports/${id}/row-mapping`, detail.rows?.guess)
    await until('it can be started', async () => (await summary()).state === 'ready')
    const tells = (text: string) => text.includes('insert') && text.includes('inbox') && text.includes('object:')
    await diesAt(2, tells, () => line.api('POST', `/imports/${id}/start`, {}))
    const kept = await stored()
    expect(kept).toMatchObject({ state: 'running', rows: 1000, linesDone: 1001 })
    expect(kept?.['inFlight']).not.toBeNull()
    expect(await rowsThere()).toBe(2000)
  })

  it('dies once more when that batch is written and told, and not noted', async () => {
    await startsAgain()
    const notes = (text: string) => text.includes('findAndModify') && text.includes('linesDone')
    await diesAt(1, notes, runOutLease)
    expect(await stored()).toMatchObject({ state: 'running', rows: 1000, linesDone: 1001 })
  })

  it('ends with every row once, told once, and counted as what it was the first time', async () => {
    await startsAgain()
    await runOutLease()
    const done = await until('it is done', async () => {
      const now = await summary()
      return now.state === 'done' && now
    })
    const created = ROWS - CHANGED
    expect(done).toMatchObject({ rows: ROWS + AGAIN + BAD, created, updated: CHANGED, unchanged: AGAIN, refused: BAD })
    expect(await rowsThere()).toBe(ROWS)
    await workedOff()
    const events = line.database.collection('events')
    expect(await events.countDocuments({ 'data.type': 'object.contract.created' })).toBe(created + CHANGED)
    expect(await events.countDocuments({ 'data.type': 'object.contract.updated' })).toBe(CHANGED)
    const refused = line.database.collection('import_refused')
    expect(new Set(await refused.distinct('line')).size).toBe(BAD)
  })

  it('holds no row by half, and each belongs to its person', async () => {
    const rows = await line.database.collection('objects').find({ type: 'contract' }).toArray()
    const amounts = new Map(rows.map(({ externalId, fields }) => [String(externalId), fields.amount]))
    for (let row = 0; row < ROWS; row += 1) expect(amounts.get(`R${row}`)).toBe(row)
    const owners = new Map<string, Set<string>>()
    for (const { contact, claim } of rows) owners.set(claim, (owners.get(claim) ?? new Set()).add(contact))
    expect(owners.size).toBe(PEOPLE)
    expect([...owners.values()].every((people) => people.size === 1 && !people.has('null'))).toBe(true)
    expect(rows.filter(({ contact }) => contact === null)).toEqual([])
    expect(await line.database.collection('import_pieces').countDocuments()).toBe(0)
  })
})
