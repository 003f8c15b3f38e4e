import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createBrokenWire } from '../support/broken-wire.ts'
import { freshDatabase } from '../support/database.ts'
import { freePort } from '../support/free-port.ts'
import { type ServerProcess, startServerProcess, watchServerProcess } from '../support/server-process.ts'
import { until } from '../support/until.ts'

const FATAL = 60
/** Longer than a machine with nothing else to do needs for the whole of it. */
const SLOW_START_MS = 4000

/** Processes that start where another has just died, beside others, or where nothing is. */
describe('a server process that starts', () => {
  let database: Awaited<ReturnType<typeof freshDatabase>>
  beforeEach(async () => {
    database = await freshDatabase()
  })
  afterEach(() => database.close())

  const environmentOn = async (uri: string, more: Readonly<Record<string, string>> = {}) => {
    const port = String(await freePort())
    return {
      PORT: port,
      PUBLIC_URL: `http://127.0.0.1:${port}`,
      MONGODB_URI: uri,
      SECRET_KEY: 'a secret that is only good for stories, nothing else',
      ADMIN_PASSWORD: 'story-password',
      SANDBOX: 'on',
      ...more,
    }
  }

  it.each([
    { when: 'is not there', word: null, role: 'all' },
    { when: 'goes while the indexes are made', word: 'createIndexes', role: 'web' },
    { when: 'goes while the work is shared out', word: 'slice:', role: 'worker' },
    { when: 'goes while the periodic jobs are made', word: 'repeatInterval', role: 'worker' },
  ])(
    'ends with 1 and says what to do when its database $when, and comes up when it is back',
    async ({ word, role }) => {
      const wire = await createBrokenWire(database.uri)
      const gone = word === null ? wire.cut() : wire.frozenAt((sent) => sent.includes(word)).then(() => wire.cut())
      const environment = await environmentOn(wire.uri, { ROLE: role, LOG_LEVEL: 'info' })
      const server = watchServerProcess(environment)
      await gone
      const { code, err, log } = await server.ended
      expect({ code, err }).toEqual({ code: 1, err: '' })
      const fatal = log.filter(({ level }) => level === FATAL)
      expect(fatal).toHaveLength(1)
      expect(fatal[0]).toEqual(log.at(-1))
      expect(fatal[0]?.msg).toMatch(
        /^Weilu did not start: the database at MONGODB_URI does not answer; see that it runs/,
      )
      expect(fatal[0]).not.toHaveProperty('err')
      await wire.mend()
      const again = await startServerProcess({ ...environment, LOG_LEVEL: 'silent' })
      await again.kill()
      await wire.close()
    },
  )

  it.each([
    {
      what: 'a setting is missing',
      more: { SECRET_KEY: 'short' },
      says: /^Weilu did not start: set what is named here/,
    },
    {
      what: 'the name of the database cannot be looked up',
      more: { MONGODB_URI: 'mongodb://no.such.host.invalid:1/weilu' },
      says: /^Weilu did not start: the database at MONGODB_URI does not answer/,
    },
  ])('ends with 1 and one line when $what', async ({ more, says }) => {
    const { code, err, log } = await watchServerProcess(await environmentOn(database.uri, more)).ended
    expect({ code, err }).toEqual({ code: 1, err: '' })
    expect(log).toHaveLength(1)
    expect(log[0]).toMatchObject({ level: FATAL, msg: expect.stringMatching(says) })
  })

  it('says that its port is taken, and keeps nothing of the database', async () => {
    const environment = await environmentOn(database.uri, { LOG_LEVEL: 'silent' })
    const first = await startServerProcess(environment)
    const { code, log } = await watchServerProcess({ ...environment, LOG_LEVEL: 'info' }).ended
    expect(code).toBe(1)
    expect(log.at(-1)).toMatchObject({ level: FATAL, because: expect.stringContaining(environment.PORT) })
    expect(log.at(-1)?.msg).toBe(
      'Weilu did not start: the port is used by another program; stop that one, or set PORT to another',
    )
    await first.kill()
  })

  it.each(['all', 'worker'])('is not ready before its work has begun, though it listens: ROLE=%s', async (role) => {
    const wire = await createBrokenWire(database.uri)
    const held = wire.heldAt((sent) => sent.includes('repeatInterval'))
    const server = watchServerProcess(await environmentOn(wire.uri, { ROLE: role, LOG_LEVEL: 'silent' }))
    const letGo = await held
    const ready = async () => {
      const answer = await fetch(`${server.url}/readyz`)
      return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
    }
    expect(await ready()).toEqual({ status: 503, body: { started: false, database: true, workerLag: 0 } })
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200)
    letGo()
    await until('it is ready', async () => {
      const { status, body } = await ready()
      return status === 200 && body['started'] === true
    })
    await server.kill()
    await wire.close()
  })

  it.each([
    { when: 'the indexes are made', word: 'createIndexes', listens: false },
    { when: 'the periodic jobs are made', word: 'repeatInterval', listens: true },
  ])('told to end while $when, ends with 0, however long that takes, and holds nothing', async ({ word, listens }) => {
    const wire = await createBrokenWire(database.uri)
    const held = wire.heldAt((sent) => sent.includes(word))
    const server = watchServerProcess(await environmentOn(wire.uri, { LOG_LEVEL: 'info' }))
    const letGo = await held
    const told = performance.now()
    server.terminate()
    await until('the start takes its time', () => performance.now() - told > SLOW_START_MS)
    letGo()
    const { code, err, log } = await server.ended
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(log.at(-1)?.msg).toBe('Weilu stopped before it was up')
    expect(log.map(({ msg }) => msg)).not.toContain('Weilu is up')
    const { connection } = database
    const jobs = await connection.collection('agendaJobs').find({}).toArray()
    expect(jobs.filter(({ name, lockedAt }) => String(name).includes('@') || lockedAt !== null)).toEqual([])
    expect(jobs.length > 0).toBe(listens)
    expect(await connection.collection('leases').countDocuments({})).toBe(0)
    expect(await connection.collection('migrations').countDocuments({ _id: 'lease' as never })).toBe(0)
    await wire.close()
  })

  it('beside others at the same instant, on an empty database: all come up, and nothing is made twice', async () => {
    const roles = ['web', 'worker', 'worker']
    const processes: ServerProcess[] = await Promise.all(
      roles.map(async (ROLE) => startServerProcess(await environmentOn(database.uri, { ROLE, LOG_LEVEL: 'error' }))),
    )
    const { connection } = database
    const names = async () =>
      (await connection.collection('agendaJobs').find({}).toArray()).map(({ name }) => String(name))
    // The last ones that each worker makes.
    const jobs = await until('both workers made their jobs', async () => {
      const made = await names()
      return made.filter((name) => name.startsWith('sync-work@')).length === 2 && made.includes('tag-errands') && made
    })
    await Promise.all(processes.map((one) => one.kill()))
    expect(jobs.length).toBeGreaterThan(5)
    expect(jobs.filter((name, at) => jobs.indexOf(name) !== at)).toEqual([])
    expect(await connection.collection('users').countDocuments({})).toBe(1)
    expect(await connection.collection('migrations').countDocuments({ _id: 'lease' as never })).toBe(0)
  })
})
