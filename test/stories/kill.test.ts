import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aJourney } from '../builders/journey.ts'
import { type Line, startLine } from '../support/line.ts'
import {
  act,
  type Connected,
  connectWithoutCrowd,
  heardFrom,
  peopleOfTown,
  publishJourney,
  runOutLeases,
  templateOf,
} from '../support/quiet-company.ts'
import { type ServerProcess, startServerProcess } from '../support/server-process.ts'
import { until } from '../support/until.ts'

const FOLLOWERS = 60
const KILLED_AFTER = 25
const TEMPLATE = '模板：会员权益到账通知'

/** The process dies without a word in the middle of a rush; the next one owes nobody anything, and nothing twice. */
describe('a killed server', () => {
  let line: Line
  let server: ServerProcess
  let oa: Connected
  const accepted: { id: string; openId: string }[] = []
  const refused: { id: string; openId: string }[] = []

  beforeAll(async () => {
    line = await startLine({ seed: false, serve: false, at: '2026-01-01T00:00:00Z' })
    server = await startServerProcess(line.environment)
    ;({ oa } = await connectWithoutCrowd(line, ['oa']))
    const welcome = { channel: 'oa-template', content: templateOf(line, '会员权益到账通知') }
    await publishJourney(line, '欢迎', aJourney().send('oa-reply').node('send', welcome).tag('新粉丝').build())
  }, 90_000)
  afterAll(async () => {
    await server?.kill()
    await line?.stop()
  })

  it('dies in the middle of many follows, and is started again', async () => {
    const people = await peopleOfTown(line, FOLLOWERS)
    let killed: Promise<unknown> | null = null
    const queue = [...people]
    const lane = async () => {
      for (let person = queue.shift(); person; person = queue.shift()) {
        const [delivery] = await act(line, person.id, 'follow')
        ;(delivery?.ok ? accepted : refused).push(person)
        if (accepted.length >= KILLED_AFTER) killed ??= server.kill()
      }
    }
    await Promise.all(Array.from({ length: 8 }, lane))
    await killed
    expect(accepted.length).toBeGreaterThanOrEqual(KILLED_AFTER)
    expect(refused.length).toBeGreaterThan(0)
    await runOutLeases(line.database)
    server = await startServerProcess(line.environment)
  })

  it('makes of every accepted follow one contact, one walk and one welcome', async () => {
    const unsettled = () => line.database.collection('outbox').countDocuments({ fate: { $in: ['waiting', 'sending'] } })
    await until('all is sent', async () => {
      const tagged = await line.database.collection('contacts').countDocuments({ tags: '新粉丝' })
      return tagged >= accepted.length && (await unsettled()) === 0
    })
    // Receipts of what was sent come in after it.
    const open = () => line.database.collection('inbox').countDocuments({ status: { $ne: 'done' } })
    await until('the inbox is worked off', async () => (await open()) === 0)
    for (const { id, openId } of accepted) {
      const key = `oa:${oa.appId}:${openId}`
      const contacts = await line.database.collection('contacts').find({ 'identities.key': key }).toArray()
      expect(contacts).toHaveLength(1)
      const contact = String(contacts[0]?._id)
      expect(await line.database.collection('enrollments').countDocuments({ contact })).toBe(1)
      const rows = await line.database.collection('outbox').find({ contact }).toArray()
      expect(rows.map((row) => row['channel']).sort()).toEqual(['oa-reply', 'oa-template'])
      const reply = rows.find((row) => row['channel'] === 'oa-reply')
      const heard = await heardFrom(line, id)
      // The keyed one exactly once; of the other a kill may leave nobody knowing, and then it stays at that.
      expect(heard.filter((text) => text === TEMPLATE)).toHaveLength(1)
      expect(['sent', 'unknown']).toContain(reply?.['fate'])
      const replies = heard.filter((text) => text === '你好').length
      expect(replies).toBeLessThanOrEqual(1)
    }
  })

  it('has, of a follow the platform gave up on, one contact at most, and nothing said twice', async () => {
    for (const { id, openId } of refused) {
      const key = `oa:${oa.appId}:${openId}`
      expect(await line.database.collection('contacts').countDocuments({ 'identities.key': key })).toBeLessThanOrEqual(
        1,
      )
      const heard = await heardFrom(line, id)
      expect(new Set(heard).size).toBe(heard.length)
    }
  })

  it('ends when it is told to, with nothing left in its hands', async () => {
    const { code } = await server.terminate()
    expect(code).toBe(0)
    const held = await line.database
      .collection('leases')
      .find({ until: { $gt: new Date() } })
      .toArray()
    expect(held).toEqual([])
    expect(await line.database.collection('agendaJobs').countDocuments({ lockedAt: { $ne: null } })).toBe(0)
  })
})
