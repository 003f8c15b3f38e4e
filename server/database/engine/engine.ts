/**
 * One cluster of the engine: PostgreSQL 18 with the DocumentDB extension on a folder. It is down, coming up, or up.
 * `up` brings it there from wherever it is: it makes an empty cluster if there is none, starts the server if none runs
 * on the folder, joins the one that does (its keeper may have been killed), and waits until it answers. A server that
 * was killed may leave children behind which hold its memory for a moment, so a start that fails is tried again.
 * `down` asks for a fast shutdown and insists after a while. Two servers on one folder are impossible: PostgreSQL's
 * own lock file forbids it, and only the holder of the keeper's lock comes here.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, existsSync, openSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type PgAddress, PgConnection } from '../gateway/pg-client.ts'
import { engineIdentity, makePrivate } from './machine.ts'
import type { Programs } from './programs.ts'
import { runProgram } from './run-program.ts'
import { type Durability, engineSettings } from './settings.ts'

const COMES_UP_MS = 90_000
const MOST_STARTS = 40
const GOES_DOWN_MS = 20_000
const LOOK_AGAIN_MS = 50

// Indexes are built at once by createIndexes, so the jobs that look for queued builds every 2 s have nothing to do.
// The updates are for programs that are newer than the cluster.
const PREPARE = `CREATE EXTENSION IF NOT EXISTS documentdb CASCADE;
  CREATE EXTENSION IF NOT EXISTS documentdb_extended_rum;
  ALTER EXTENSION documentdb_core UPDATE; ALTER EXTENSION documentdb UPDATE; ALTER EXTENSION documentdb_extended_rum UPDATE;
  SELECT cron.unschedule(jobid) FROM cron.job WHERE jobname LIKE 'documentdb_index_build_task%'`

export interface EngineOptions {
  readonly programs: Programs
  /** Folder of the cluster and its log. */
  readonly folder: string
  /** Folder of its socket; short. */
  readonly sockets: string
  readonly durability: Durability
  onProgress(text: string): void
  /** A server runs, whether it answers yet or not: from here on it has to be minded. */
  onRunning(pid: number): void
}

export class Engine {
  readonly data: string
  readonly logFile: string
  readonly address: PgAddress
  private readonly options: EngineOptions

  constructor(options: EngineOptions) {
    this.options = options
    this.data = join(options.folder, 'data')
    this.logFile = join(options.folder, 'postgres.log')
    this.address = { host: options.sockets, port: 5432, user: 'postgres', database: 'postgres' }
  }

  /** The server's process, if one runs on this folder. */
  get pid(): number | undefined {
    try {
      const pid = Number(readFileSync(join(this.data, 'postmaster.pid'), 'utf8').split('\n')[0])
      return runsOn(pid, this.data) ? pid : undefined
    } catch {
      return undefined // no such file, or half written: none that we could talk to
    }
  }

  async up(): Promise<number> {
    await this.makeCluster()
    makePrivate(this.options.sockets)
    const deadline = Date.now() + COMES_UP_MS
    let starts = 0
    let child: ChildProcess | undefined
    for (;;) {
      if (!existsSync(this.data)) throw new Error(`the data folder was deleted: ${this.data}`)
      const running = child && child.exitCode === null && child.signalCode === null
      if (!running && this.pid === undefined) {
        if (++starts > MOST_STARTS) throw new Error(`the engine does not start: ${this.lastWords()}`)
        child = this.start()
      }
      try {
        await this.prepare()
        const pid = this.pid
        if (pid === undefined) continue
        if (pid !== child?.pid) this.options.onRunning(pid)
        return pid
      } catch (error) {
        if (Date.now() > deadline) throw new Error(`the engine does not answer: ${String(error)} ${this.lastWords()}`)
      }
      await sleep(LOOK_AGAIN_MS)
    }
  }

  private async makeCluster(): Promise<void> {
    if (existsSync(join(this.data, 'PG_VERSION'))) return
    const { programs, folder, onProgress } = this.options
    onProgress('making an empty database')
    const next = `${this.data}.part`
    rmSync(next, { recursive: true, force: true })
    makePrivate(next)
    const text = ['-E', 'UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8']
    const argv = [...programs.command('initdb'), '-D', next, '-U', 'postgres', '-A', 'trust', ...text]
    const options = { cwd: folder, env: programs.environment, ...engineIdentity() }
    await runProgram({ argv: [...argv, '--no-sync', '--no-instructions'], options })
    renameSync(next, this.data)
  }

  private start(): ChildProcess {
    const { programs, folder, sockets, durability } = this.options
    const log = openSync(this.logFile, 'a', 0o600)
    const argv = [...programs.command('postgres', 'postgres.bin'), '-D', this.data]
    const [program = '', ...rest] = [...argv, ...engineSettings({ sockets, durability })]
    const identity = { cwd: folder, env: programs.environment, ...engineIdentity() }
    // Apart from our process group: a Ctrl+C in the terminal is for the program, which then ends the engine in order.
    const child = spawn(program, rest, { ...identity, detached: true, stdio: ['ignore', log, log] })
    child.on('error', (error) => this.options.onProgress(`the engine could not be started: ${error.message}`))
    closeSync(log)
    child.unref()
    if (child.pid !== undefined) this.options.onRunning(child.pid)
    return child
  }

  private async prepare(): Promise<void> {
    const client = await PgConnection.open(this.address)
    try {
      await client.script(PREPARE)
    } finally {
      client.end()
    }
  }

  private lastWords(): string {
    const lines = existsSync(this.logFile) ? readFileSync(this.logFile, 'utf8').trim().split('\n') : []
    return `(${this.logFile}: ${lines.slice(-3).join(' | ')})`
  }

  /** Ends the server. `hard`: its files are gone, so there is nothing to write back. */
  async down(pid: number, hard = false): Promise<void> {
    const begun = Date.now()
    tell(pid, hard ? 'SIGQUIT' : 'SIGINT')
    for (let asked = 1; runsOn(pid, this.data); ) {
      const waited = Date.now() - begun
      if (asked === 1 && waited > GOES_DOWN_MS / (hard ? 4 : 1)) {
        asked = 2
        tell(pid, 'SIGKILL')
      }
      await sleep(LOOK_AGAIN_MS)
    }
  }
}

/** A process that was started on this data folder and not some later one with its number. */
export function runsOn(pid: number, data: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(data)
  } catch {
    return false // no such process
  }
}

/** Sends a signal; to a whole group when the number is negative. One that has ended meanwhile needs none. */
export function tell(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}
