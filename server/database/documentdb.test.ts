import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { MongoClient } from 'mongodb'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createLog } from '../kit/log.ts'
import type { RunningDatabase } from './contract.ts'
import { type DocumentDbOptions, startDocumentDb } from './documentdb.ts'
import { runFolder } from './engine/folder.ts'
import { PgConnection } from './gateway/pg-client.ts'

/** One engine after the other: each test brings one up, some of them twice. */
const SLOW = 90_000

let folder = ''
const open: { close(): Promise<unknown> }[] = []

beforeEach(() => {
  const home = mkdtempSync(join(tmpdir(), 'weilu-documentdb-'))
  chmodSync(home, 0o711)
  folder = join(home, 'db')
})
afterEach(async () => {
  vi.unstubAllEnvs()
  for (const one of open.splice(0)) await one.close()
  rmSync(join(folder, '..'), { recursive: true, force: true })
  await nothingIsLeft()
}, SLOW)

async function start(options: Partial<DocumentDbOptions> = {}): Promise<RunningDatabase> {
  const database = await startDocumentDb({
    folder,
    log: createLog('silent'),
    onProgress: () => undefined,
    graceMs: 0,
    ...options,
  })
  open.push({ close: () => database.stop() })
  return database
}

async function connect(uri: string): Promise<MongoClient> {
  const client = await MongoClient.connect(uri, { serverSelectionTimeoutMS: 30_000 })
  open.unshift(client)
  return client
}

function commandLines(): { pid: number; argv: string[] }[] {
  const pids = readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0 && pid !== process.pid)
  return pids.flatMap((pid) => {
    try {
      return [{ pid, argv: readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0') }]
    } catch {
      return [] // it ended while we looked
    }
  })
}
/** Every process that names this test's folder in its command line: keeper, engine, its children, watchdog, program. */
const processes = () => commandLines().filter(({ argv }) => argv.some((word) => word.includes(folder)))
const nothingIsLeft = () =>
  vi.waitFor(() => expect(processes().map(({ argv }) => argv.slice(0, 3).join(' '))).toEqual([]), {
    timeout: 30_000,
    interval: 50,
  })
const keeperPid = () => processes().find(({ argv }) => argv.some((word) => word.endsWith('keeper.ts')))?.pid
const enginePid = () => Number(readFileSync(join(folder, 'data/postmaster.pid'), 'utf8').split('\n')[0])

/** Another program on the same folder, which can be killed. It prints its database's address. */
async function startProgram(options: Partial<DocumentDbOptions>): Promise<{ child: ChildProcess; uri: string }> {
  const code = `
    import { startDocumentDb } from ${JSON.stringify(new URL('./documentdb.ts', import.meta.url).href)}
    import { createLog } from ${JSON.stringify(new URL('../kit/log.ts', import.meta.url).href)}
    const options = ${JSON.stringify({ folder, ...options })}
    const database = await startDocumentDb({ ...options, log: createLog('silent'), onProgress() {} })
    process.on('SIGTERM', () => database.stop().then(() => process.exit()))
    console.log(database.uri)
    setInterval(() => undefined, 1000)`
  const argv = ['--import', 'tsx', '--input-type=module', '--eval', code]
  const child = spawn(process.execPath, argv, {
    cwd: new URL('../..', import.meta.url),
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  open.push({ close: async () => child.kill('SIGKILL') })
  for await (const line of createInterface({ input: child.stdout! }))
    if (line.startsWith('mongodb:')) return { child, uri: line }
  throw new Error('the program ended before it had a database')
}

test(
  'data outlives a stop, and a stop leaves no process and no socket',
  async () => {
    const first = await start()
    const client = await connect(first.uri)
    await client.db().collection('kept').insertOne({ n: 1 })
    await client.close()
    expect(processes().length).toBeGreaterThan(2)
    await first.stop()
    await nothingIsLeft()
    expect(existsSync(runFolder(folder).folder)).toBe(false)
    const again = await connect((await start()).uri)
    expect(await again.db().collection('kept').countDocuments()).toBe(1)
  },
  SLOW,
)

test(
  'two programs on one folder share one engine, and the last to leave ends it',
  async () => {
    const [one, two] = await Promise.all([start(), start()])
    expect(two.uri).toBe(one.uri)
    await one.stop()
    const client = await connect(two.uri)
    await client.db().command({ ping: 1 })
    await client.close()
    await two.stop()
    await nothingIsLeft()
  },
  SLOW,
)

test.each([0, 1000])(
  'a killed program leaves nothing behind after a grace time of %i ms',
  async (graceMs) => {
    const { child } = await startProgram({ graceMs })
    expect(keeperPid()).toBeDefined()
    child.kill('SIGKILL')
    await nothingIsLeft()
  },
  SLOW,
)

test(
  'a killed program and its killed keeper leave nothing behind',
  async () => {
    const { child } = await startProgram({ graceMs: 0 })
    const keeper = keeperPid()!
    child.kill('SIGKILL')
    process.kill(keeper, 'SIGKILL')
    await nothingIsLeft()
  },
  SLOW,
)

test(
  'a program started again within the grace time joins the same engine',
  async () => {
    const { child, uri } = await startProgram({ graceMs: 60_000 })
    const engine = enginePid()
    const exited = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGKILL')
    await exited
    const again = await startProgram({ graceMs: 0 })
    expect([again.uri, enginePid()]).toEqual([uri, engine])
    again.child.kill('SIGTERM') // it stops in order
    await nothingIsLeft()
  },
  SLOW,
)

test(
  'a deleted data folder ends the engine',
  async () => {
    await start()
    rmSync(folder, { recursive: true })
    await nothingIsLeft()
  },
  SLOW,
)

test(
  'a disposable database takes its folder with it when its program is killed',
  async () => {
    const { child } = await startProgram({ graceMs: 0, disposable: true })
    child.kill('SIGKILL')
    await nothingIsLeft()
    expect(existsSync(folder)).toBe(false)
  },
  SLOW,
)

/** Waits until a statement stands in line for a lock, so that it is under way and stays so; the process that holds it. */
async function untilSomebodyWaits(): Promise<number> {
  const address = { host: runFolder(folder).sockets, port: 5432, user: 'postgres', database: 'postgres' }
  const on = await PgConnection.open(address)
  const asked = 'SELECT min(b)::text FROM pg_locks l, unnest(pg_blocking_pids(l.pid)) b WHERE NOT l.granted'
  const holder = async () => Number((await on.query(asked))[0]?.[0] ?? 0)
  await expect.poll(holder).not.toBe(0)
  const pid = await holder()
  on.end()
  return pid
}

test(
  'a killed engine comes back: clients get code 91, then go on, and no acknowledged write is lost',
  async () => {
    const { uri } = await start({ durability: 'disk' })
    const client = await connect(`${uri}&retryWrites=false`)
    const log = client.db().collection<any>('log')
    for (let i = 0; i < 200; i++) await log.insertOne({ _id: i })
    const session = client.startSession()
    session.startTransaction()
    await log.updateOne({ _id: 0 }, { $set: { held: true } }, { session })
    const stuck = log.updateOne({ _id: 0 }, { $set: { late: true } }).catch((error: unknown) => error)
    const holder = await untilSomebodyWaits()
    process.kill(holder, 'SIGSTOP') // or it may end first, and whoever waited is served in the engine's last moment
    process.kill(enginePid(), 'SIGKILL')
    expect(await stuck).toMatchObject({ code: 91 })
    process.kill(holder, 'SIGKILL')
    await session.endSession()
    await log.insertOne({ _id: 200 })
    expect(await log.countDocuments()).toBe(201)
    expect(await log.findOne({ _id: 0 })).toEqual({ _id: 0 })
  },
  SLOW,
)

test(
  'with retryable writes a killed engine is not noticed',
  async () => {
    const { uri } = await start()
    const client = await connect(uri)
    const log = client.db().collection<any>('log')
    for (let i = 0; i < 100; i++) {
      if (i === 50) process.kill(enginePid(), 'SIGKILL')
      await log.updateOne({ _id: i }, { $set: { i } }, { upsert: true })
    }
    expect(await log.countDocuments()).toBe(100)
  },
  SLOW,
)

test(
  'a killed keeper is replaced on the same port',
  async () => {
    const { uri } = await start()
    const client = await connect(uri)
    await client.db().collection('c').insertOne({ n: 1 })
    const keeper = keeperPid()!
    process.kill(keeper, 'SIGKILL')
    await vi.waitFor(() => expect([undefined, keeper]).not.toContain(keeperPid()), { timeout: 30_000, interval: 50 })
    const count = () => client.db().collection('c').countDocuments()
    await vi.waitFor(async () => expect(await count()).toBe(1), { timeout: 30_000, interval: 100 })
  },
  SLOW,
)

/** Whether something is about to take the database's sockets away. */
const somebodyRemoves = (): boolean => {
  const { folder: run } = runFolder(folder)
  return commandLines().some(({ argv }) => argv.includes('-rf') && argv.includes(run))
}

test(
  'a keeper that comes when the engine is being cleared away stops that and stays',
  async () => {
    const programs = join(folder, '../programs')
    mkdirSync(programs)
    writeFileSync(join(programs, 'rm'), '#!/bin/sh\nread -r _ < "$0.never"\nexec rm "$@"\n', { mode: 0o755 })
    execFileSync('mkfifo', [join(programs, 'rm.never')])
    vi.stubEnv('PATH', `${programs}:${process.env.PATH}`)
    const { uri } = await start()
    const client = await connect(uri)
    await client.db().collection('c').insertOne({ n: 1 })
    process.kill(keeperPid()!, 'SIGKILL')
    // This program is the one that starts the next keeper: it must not before the watchdog is at its last line.
    const deadline = Date.now() + 30_000
    while (!somebodyRemoves() && Date.now() < deadline);
    expect(somebodyRemoves()).toBe(true)
    const count = () => client.db().collection('c').countDocuments()
    await vi.waitFor(async () => expect(await count()).toBe(1), { timeout: 60_000, interval: 100 })
    expect(somebodyRemoves()).toBe(false)
  },
  SLOW,
)

test(
  'nobody comes in without the password, and the files are not for others to read',
  async () => {
    const { uri } = await start()
    const url = new URL(uri)
    expect(url.password).toHaveLength(48)
    const client = await connect(uri)
    await client.db().collection('c').insertOne({ n: 1 })
    url.password = 'wrong'
    await expect(MongoClient.connect(url.toString())).rejects.toMatchObject({ code: 18 })
    const bare = await connect(`mongodb://${url.host}/weilu?replicaSet=rs0`)
    await expect(bare.db().collection('c').findOne({})).rejects.toMatchObject({ code: 13 })
    expect(statSync(join(folder, 'password')).mode & 0o077).toBe(0)
    expect(statSync(folder).mode & 0o066).toBe(0)
  },
  SLOW,
)
