/**
 * The keeper: a process of its own that runs the engine and the gateway of one data folder, so that the program's
 * event loop stays free and the database outlives a killed program for a moment.
 *
 * It is starting, then serving, then ending. Programs join through its control socket, and as long as one is joined it
 * serves. It ends, engine first, when the last program leaves; when the last one was killed and none joined within the
 * grace time; when the data folder was deleted; and on SIGTERM or SIGINT. While it serves and the engine dies, it
 * starts it again; the gateway meanwhile holds new statements back and answers broken ones with code 91. Two keepers
 * of one folder are impossible: each needs the folder's lock. If the keeper itself is killed, a joined program starts
 * another, and without any the watchdog ends the engine.
 */
import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { ALREADY_KEPT, KeeperOptions, type KeeperSays, listen, ProgramSays, say } from './control.ts'
import { Engine, runsOn } from './engine/engine.ts'
import { makeRunFolder } from './engine/folder.ts'
import { tryLock } from './engine/lock.ts'
import { Programs } from './engine/programs.ts'
import { rotateLog } from './engine/rotate-log.ts'
import { endWatchdogs, startWatchdog } from './engine/watchdog.ts'
import { Gateway } from './gateway/gateway.ts'

const WATCH_MS = 250
const MOST_VAIN_LOOKS = 8
/** A program that starts a keeper joins it well within this. */
const FIRST_JOIN_MS = 15_000
const PORT_TRIES = 50

const options = KeeperOptions.parse(JSON.parse(process.argv[2] ?? '{}'))
const log = (text: string): void => console.error(`${new Date().toISOString()} keeper ${process.pid}: ${text}`)

const starter = process.ppid
const lock = await tryLock(`keeper ${options.folder}`)
if (!lock) process.exit(ALREADY_KEPT)

await endWatchdogs(join(options.folder, 'data'))
const run = makeRunFolder(options.folder)
writeFileSync(run.keeperFile, String(process.pid))
rmSync(run.control, { force: true }) // the lock is ours, so this is a dead keeper's

const joined = new Set<Socket>()
let lastSaid: KeeperSays | undefined
let leaveBy = Date.now() + FIRST_JOIN_MS
let ending: Promise<void> | undefined

const engine = new Engine({
  programs: new Programs(options.programs),
  folder: options.folder,
  sockets: run.sockets,
  durability: options.durability,
  onProgress: (text) => tell({ kind: 'progress', text }),
  onRunning: watchEngine,
})
const password = options.password ? readPassword(join(options.folder, 'password')) : undefined
const gateway = new Gateway(engine.address, password)
let enginePid: number | undefined
let watchdog: ReturnType<typeof startWatchdog> | undefined
let rising: Promise<number> | undefined
let lookedInVain = 0
const litter = options.disposable ? [run.folder, ...options.watched] : [run.folder]

const control = createServer((socket) => {
  joined.add(socket)
  let left = false
  listen(socket, ProgramSays, () => {
    left = true
    joined.delete(socket)
    // The last one is told by our own end that everything is gone; its connection closes with this process.
    if (joined.size === 0) end('the last program left')
    else socket.end()
  })
  socket.on('error', () => socket.destroy())
  socket.on('close', () => {
    joined.delete(socket)
    if (left || joined.size > 0) return
    log(`the last program was killed; ending in ${options.graceMs} ms unless one joins`)
    leaveBy = Date.now() + options.graceMs
    if (options.graceMs === 0) end('the last program was killed')
  })
  if (lastSaid) say(socket, lastSaid)
})

function tell(message: KeeperSays): void {
  lastSaid = message
  log(message.kind === 'ready' ? 'ready' : JSON.stringify(message))
  for (const socket of joined) say(socket, message)
}

function readPassword(file: string): string {
  if (!existsSync(file)) writeFileSync(file, randomBytes(24).toString('hex'), { mode: 0o600, flag: 'wx' })
  return readFileSync(file, 'utf8').trim()
}

function watchEngine(pid: number): void {
  enginePid = pid
  watchdog?.kill('SIGKILL')
  const { keeperFile } = run
  watchdog = startWatchdog({ engine: pid, data: engine.data, keeperFile, graceMs: options.graceMs, litter })
}

async function bringUp(): Promise<void> {
  rising = engine.up()
  await rising
}

async function openGateway(): Promise<number> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await gateway.listen(options.port)
    } catch (error) {
      // The keeper that was killed a moment ago may still hold the port that clients know.
      if (options.port === 0 || attempt >= PORT_TRIES) throw error
      await sleep(100)
    }
  }
}

function end(why: string): void {
  ending ??= endAll(why).catch((error) => {
    log(`the end failed: ${String(error)}`)
    process.exit(1)
  })
}

async function endAll(why: string): Promise<void> {
  log(`ending: ${why}`)
  control.close()
  rmSync(run.control, { force: true })
  await gateway.close()
  // What is half started cannot be ended cleanly; when it failed to start there is nothing to end.
  await rising?.catch(() => undefined)
  const pid = engine.pid ?? enginePid
  if (pid !== undefined) await engine.down(pid, folderIsGone())
  watchdog?.kill('SIGKILL')
  for (const folder of litter) rmSync(folder, { recursive: true, force: true })
  if (options.disposable) removeEmptyParents(options.folder)
  process.exit(0)
}

/** `db` and the data folder itself, if the database was all they held. */
function removeEmptyParents(folder: string): void {
  try {
    for (const parent of [dirname(folder), dirname(dirname(folder))]) rmdirSync(parent)
  } catch {
    // It holds something else, or somebody removed it before us: either way it is not ours to remove.
  }
}

function fail(why: string): void {
  tell({ kind: 'failed', why })
  end(why)
}

/** Killed before it could join, by one that does not ask for a grace time. */
const starterWasKilled = (): boolean => options.graceMs === 0 && process.ppid !== starter

const folderIsGone = (): boolean => options.watched.some((folder) => !existsSync(folder)) || !existsSync(engine.data)

/** Looks at the world four times a second; each look is a handful of system calls. */
async function watch(): Promise<void> {
  for (let look = 0; !ending; look++) {
    await sleep(WATCH_MS)
    if (ending) return
    if (joined.size === 0 && (Date.now() > leaveBy || starterWasKilled())) return end('no program is joined')
    if (folderIsGone()) return fail('the data folder was deleted')
    if (engine.pid !== undefined) lookedInVain = 0
    else if (enginePid === undefined || !runsOn(enginePid, engine.data)) await restart()
    // Its files are gone and it is not: it is ending, or somebody is just deleting the folder.
    else if (++lookedInVain > MOST_VAIN_LOOKS) return fail('the files of the engine were deleted')
    if (look % 240 === 0) for (const file of [engine.logFile, join(options.folder, 'keeper.log')]) rotateLog(file)
  }
}

async function restart(): Promise<void> {
  tell({ kind: 'engine-died' })
  await bringUp()
  tell(ready(port))
}

const ready = (at: number): KeeperSays => ({ kind: 'ready', port: at, password: password ?? null })

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => end(signal))
process.on('uncaughtException', (error) => fail(`the keeper broke: ${error.stack ?? error.message}`))

let port = 0
control.listen(run.control)
try {
  await bringUp()
  port = await openGateway()
  tell(ready(port))
  await watch()
} catch (error) {
  fail(error instanceof Error ? error.message : String(error))
}
