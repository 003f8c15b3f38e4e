import type mongoose from 'mongoose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ERASURE_WORDS } from '../../shared/api/privacy.ts'
import { type BrokenWire, createBrokenWire } from '../support/broken-wire.ts'
import { filesWith } from '../support/bytes.ts'
import { type DatabaseToSearch, databaseToSearch, heldIn, registersAsRecord } from '../support/erasure.ts'
import { type Line, startLine } from '../support/line.ts'
import {
  act,
  type Connected,
  connectWithoutCrowd,
  importCsv,
  peopleOfTown,
  runOutLeases,
} from '../support/quiet-company.ts'
import { type ServerProcess, startServerProcess } from '../support/server-process.ts'
import { until } from '../support/until.ts'

const NAME = '端木听澜'
const PHONE = '19900007429'
const SAID = '我的地址是梧桐路四十二号'

/** The process dies twice in the middle of erasing one person; whoever starts after it finishes, and nobody else is touched. */
describe('a server killed while it erases a person', () => {
  let database: DatabaseToSearch
  let connection: mongoose.Connection
  let wire: BrokenWire
  let line: Line
  let server: ServerProcess
  let oa: Connected
  let her: { id: string; openId: string }
  let him: { id: string; openId: string }
  let contact: string
  let request: string

  beforeAll(async () => {
    database = await databaseToSearch()
    connection = database.connection
    wire = await createBrokenWire(database.uri)
    line = await startLine({ seed: false, serve: false, at: '2026-01-01T00:00:00Z', databaseAt: () => wire.uri })
    server = await startServerProcess(line.environment)
    ;({ oa } = await connectWithoutCrowd(line, ['oa', 'mini']))
    const [one, other] = await peopleOfTown(line, 2)
    if (!one || !other) throw new Error('nobody')
    her = one
    him = other
    await importCsv(line, `客户编号,姓名,手机号\nM1,${NAME},${PHONE}\n`)
    for (const person of [her, him]) {
      await act(line, person.id, 'follow')
      await act(line, person.id, 'say', { text: person === her ? SAID : '你好' })
    }
    contact = await registersAsRecord(line, {
      ...{ person: her.id, identity: identity(her), record: 'crm:crm:M1', name: NAME, phone: PHONE },
    })
    await workedOff()
  }, 180_000)
  afterAll(async () => {
    await server?.kill()
    await line?.stop()
    await wire?.close()
    await database?.stop()
  })

  const identity = ({ openId }: { openId: string }) => `oa:${oa.appId}:${openId}`
  const requests = () =>
    connection.collection<{ _id: string; contact: string; done: string[]; state: string }>('privacy_requests')
  const needles = [NAME, PHONE, SAID]
  const workedOff = () =>
    until('all that came in is worked off', async () => {
      return (await connection.collection('inbox').countDocuments({ status: { $ne: 'done' } })) === 0
    })
  /** Dies when a step of the erasure is done and not noted yet, and stays away: its lease runs on. */
  async function diesAtStep(count: number, work: () => Promise<unknown>): Promise<void> {
    let steps = 0
    const frozen = wire.frozenAt((sent) => {
      const text = sent.toString('latin1')
      if (text.includes('privacy_requests') && text.includes('$addToSet')) steps += 1
      return steps === count
    })
    // Whoever asked may never hear of it.
    const asked = work().catch(() => null)
    await frozen
    await server.kill()
    await asked
    await wire.cut()
    await wire.mend()
  }
  const startsAgain = async () => {
    await runOutLeases(connection)
    server = await startServerProcess(line.environment)
  }
  const runOutLease = () => requests().updateOne({ _id: request }, { $set: { until: new Date(0) } })

  it('dies with her profile gone and everything else still there', async () => {
    const body = { reason: '本人来电要求删除', confirm: ERASURE_WORDS }
    await diesAtStep(1, () => line.api('POST', `/contacts/${contact}/erasure`, body))
    request = (await requests().findOne({ contact }))?._id ?? ''
    expect(await requests().findOne({ _id: request })).toMatchObject({ state: 'erasing', done: [] })
    expect(await connection.collection('contacts').countDocuments({ _id: contact as never })).toBe(0)
    expect(await connection.collection('events').countDocuments({ contact })).toBeGreaterThan(3)
  })

  it('dies once more on the way', async () => {
    await startsAgain()
    await diesAtStep(6, runOutLease)
    const kept = await requests().findOne({ _id: request })
    expect(kept?.state).toBe('erasing')
    expect(kept?.done).toHaveLength(5)
    expect(kept?.done).toContain('contacts')
  })

  it('takes her for somebody new when she writes meanwhile, and leaves that to her', async () => {
    await startsAgain()
    await act(line, her.id, 'say', { text: '又是我' })
    const again = await line.contact(identity(her))
    expect(again.id).not.toBe(contact)
    await line.happened(again.id, 'message.received', ({ text }) => text === '又是我')
    await runOutLease()
    await act(line, her.id, 'say', { text: '还在吗' })
    await until('all is deleted', async () => (await requests().findOne({ _id: request }))?.state === 'cleaning')
    await line.happened(again.id, 'message.received', ({ text }) => text === '还在吗')
    const told = (await line.timeline(again.id)).map(({ event }) => event.name)
    expect(told.filter((name) => name === 'message.received')).toHaveLength(2)
    expect(told).not.toContain('contact.followed')
  })

  it('holds nothing of what she was in any collection, and all of everybody else', async () => {
    await workedOff()
    expect(await heldIn(connection, needles)).toEqual([])
    for (const name of ['events', 'activity_days', 'segment_members', 'score_history'])
      expect(await connection.collection(name).countDocuments({ contact })).toBe(0)
    const other = await line.contact(identity(him))
    expect((await line.timeline(other.id)).map(({ event }) => event.name)).toEqual(
      expect.arrayContaining(['contact.followed', 'message.received']),
    )
  })

  it('confirms it when no byte of her is left in the database’s files', async () => {
    await line.api('POST', `/privacy/requests/${request}/clean`, {})
    await until('the files were written anew', async () => {
      return (await requests().findOne({ _id: request }))?.state === 'confirmed'
    })
    if (database.kind === 'documentdb') expect(await filesWith(database.dataDir, needles)).toEqual([])
  })
})
