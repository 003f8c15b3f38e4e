import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SyncStates } from '../../shared/api/syncs.ts'
import { AccountId } from '../../shared/ids.ts'
import { type Line, startLine } from '../support/line.ts'
import { peopleOfTown, runOutLeases } from '../support/quiet-company.ts'
import { type ServerProcess, startServerProcess } from '../support/server-process.ts'
import { until } from '../support/until.ts'

const MORE_FOLLOWERS = 1500
const KILLS = 2
const INFO = '/cgi-bin/user/info/batchget'

/** The server is killed in the middle of the first reading of the followers, twice; the reading is carried to its end. */
describe('a server killed while it reads the followers', () => {
  let line: Line
  let server: ServerProcess
  let id: AccountId

  beforeAll(async () => {
    line = await startLine({ seed: false, serve: false, at: '2026-01-01T00:00:00Z' })
    await peopleOfTown(line, MORE_FOLLOWERS, { following: true })
    server = await startServerProcess(line.environment)
  }, 110_000)
  afterAll(async () => {
    await server?.kill()
    await line?.stop()
  })

  const run = () => line.database.collection('sync_runs').findOne({ account: id, part: 'followers' })
  const slow = (latencyMs: number) =>
    line.play('/faults', { faults: latencyMs === 0 ? [] : [{ path: INFO, kind: 'latency', latencyMs }] })

  it('goes on from its cursor each time it is started again', async () => {
    await slow(300)
    const account = line.demo.accounts.find(({ kind }) => kind === 'oa')
    id = AccountId.parse((await line.connect(account ?? {})).id)
    let reached = 0
    for (let kill = 0; kill < KILLS; kill += 1) {
      const at = await until('a further piece is kept', async () => {
        const row = await run()
        const { done } = row?.['running'] ?? { done: 0 }
        return done > reached && { done, number: row?.['running'].number, cursor: row?.['running'].cursor }
      })
      await server.kill()
      const kept = (await run())?.['running']
      expect(kept).toMatchObject({ number: 1 })
      expect(kept.done).toBeGreaterThanOrEqual(at.done)
      reached = kept.done
      await runOutLeases(line.database)
      await line.database.collection('sync_runs').updateMany({}, { $set: { until: new Date(0) } })
      server = await startServerProcess(line.environment)
    }
    await slow(0)
  })

  it('ends with every follower known once, and one report', async () => {
    const state = await until('the followers are read', async () => {
      const { items } = SyncStates.parse(await line.api('GET', `/accounts/${id}/syncs`))
      return items.find(({ part, state: now }) => part === 'followers' && now === 'done')
    })
    const followers = 600 + MORE_FOLLOWERS
    expect(state).toMatchObject({
      problem: null,
      lastReport: { cause: 'first', counts: { seen: followers, added: followers, gone: 0, missed: 0 } },
    })
    const linked = async () =>
      (await line.database.collection('inbox').countDocuments({ status: { $ne: 'done' } })) === 0
    await until('all are linked', linked, 180)
    const appId = line.demo.accounts.flatMap((one) => (one.kind === 'oa' ? [one.appId] : []))[0]
    const contacts = await line.database.collection('contacts').countDocuments({ 'followings.appId': appId })
    expect(contacts).toBe(followers)
    expect(await line.database.collection('sync_reports').countDocuments({ part: 'followers' })).toBe(1)
  })
})
