import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { fillCrowd } from '../../scripts/seed/fill.ts'
import { createCipher } from '../../server/store/cipher.ts'
import { SegmentDetail } from '../../shared/api/segments.ts'
import { aJourney, condition } from '../builders/journey.ts'
import { type Line, startLine } from '../support/line.ts'
import {
  act,
  connectWithoutCrowd,
  peopleOfTown,
  publishJourney,
  runOutLeases,
  templateOf,
} from '../support/quiet-company.ts'
import { type ServerProcess, startServerProcess } from '../support/server-process.ts'
import { until } from '../support/until.ts'

const Id = z.object({ id: z.string() })
const everybody = { kind: 'and', of: [] }
const crowd = (line: Line, people: number) =>
  fillCrowd(line.database, {
    seed: 'computing',
    cipher: createCipher(line.environment.SECRET_KEY),
    now: new Date('2026-01-01T00:00:00Z'),
    today: '2026-01-01',
    people,
    onProgress: () => undefined,
  })
const make = async (line: Line, body: Record<string, unknown>) =>
  Id.parse(await line.api('POST', '/segments', { kind: 'dynamic', ...body })).id
const read = async (line: Line, id: string) => SegmentDetail.parse(await line.api('GET', `/segments/${id}`))

/** The process is killed in the middle of a computation, twice; the next one goes on where it was. */
describe('a server killed while it computes a segment', () => {
  const PEOPLE = 1500
  const KILLS = 2
  let line: Line
  let server: ServerProcess
  let id: string

  beforeAll(async () => {
    line = await startLine({ seed: false, serve: false, at: '2026-01-01T00:00:00Z' })
    await crowd(line, PEOPLE)
    server = await startServerProcess(line.environment)
  }, 110_000)
  afterAll(async () => {
    await server?.kill()
    await line?.stop()
  })

  const stored = () =>
    line.database.collection<{ _id: string; running?: { done: number } }>('segments').findOne({ _id: id })

  it('goes on from its cursor each time, in the same run', async () => {
    id = await make(line, { name: '所有人', tree: everybody })
    let reached = 0
    for (let kill = 0; kill < KILLS; kill += 1) {
      await until('a further piece is kept', async () => ((await stored())?.running?.done ?? 0) > reached)
      await server.kill()
      const kept = await stored()
      expect(kept).toMatchObject({ wanted: true, runs: 1, running: { number: 1 } })
      reached = kept?.running?.done ?? PEOPLE
      expect(reached).toBeLessThan(PEOPLE)
      await runOutLeases(line.database)
      await line.database.collection('segments').updateMany({}, { $set: { until: new Date(0) } })
      server = await startServerProcess(line.environment)
    }
  })

  it('ends with everybody inside once, and everybody told once', async () => {
    await until('it is computed', async () => (await read(line, id)).progress === null)
    expect(await read(line, id)).toMatchObject({ people: PEOPLE, problem: null })
    expect(await stored()).toMatchObject({ runs: 1, people: PEOPLE })
    const members = line.database.collection('segment_members')
    expect(await members.countDocuments({ segment: id, leftAt: null, turn: 1 })).toBe(PEOPLE)
    await until('all were told', async () => (await members.countDocuments({ untold: { $exists: true } })) === 0)
    await until('all is linked', async () => {
      return (await line.database.collection('inbox').countDocuments({ status: { $ne: 'done' } })) === 0
    })
    expect(await line.database.collection('events').countDocuments({ name: 'segment.entered' })).toBe(PEOPLE)
  })
})

describe('a full recomputation', () => {
  const PEOPLE = 4000
  const FOLLOWERS = 12
  let line: Line
  beforeAll(async () => {
    line = await startLine({ seed: false })
    await crowd(line, PEOPLE)
    await connectWithoutCrowd(line, ['oa'])
    const welcome = { channel: 'oa-template', content: templateOf(line, '会员权益到账通知') }
    await publishJourney(line, '欢迎', aJourney().node('send', welcome).build())
  }, 110_000)
  afterAll(() => line?.stop())

  it('runs while sending goes on: who follows meanwhile is welcomed before it ends, and the count is right', async () => {
    const id = await make(line, { name: '有手机号', tree: condition('has-phone') })
    await until('it is under way', async () => ((await read(line, id)).progress?.done ?? 0) > 0)
    const people = await peopleOfTown(line, FOLLOWERS)
    await Promise.all(people.map((person) => act(line, person.id, 'follow')))
    const sent = { contact: { $ne: null }, fate: { $in: ['sent', 'handed'] } }
    await until('everybody was welcomed', async () => {
      return (await line.database.collection('outbox').countDocuments(sent)) === FOLLOWERS
    })
    expect((await read(line, id)).progress).not.toBeNull()
    const done = await until(
      'it came to its end',
      async () => {
        const segment = await read(line, id)
        return segment.progress === null && segment
      },
      120,
    )
    const real = { phone: { $ne: null }, mergedInto: null }
    expect(done.people).toBe(await line.database.collection('contacts').countDocuments(real))
  })
})
