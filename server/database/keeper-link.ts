/** A connection to the keeper of a data folder: joining it, starting it where there is none, leaving it. */
import { spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { createRequire } from 'node:module'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { NotPossible } from './contract.ts'
import { ALREADY_KEPT, type KeeperOptions, KeeperSays, listen, say } from './control.ts'
import { runFolder } from './engine/folder.ts'
import { makePassable, socketsFolder } from './engine/machine.ts'

const JOIN_MS = 180_000
const ASK_AGAIN_MS = 50

export type Ready = Extract<KeeperSays, { kind: 'ready' }>

export interface KeeperLink {
  readonly ready: Ready
  /** What the keeper says later on. */
  onSaid(hear: (said: KeeperSays) => void): void
  /** The connection is gone and nobody here ended it. */
  onLost(hear: () => void): void
  /** Says goodbye; done when the keeper, if this was its last program, has ended the engine and itself. */
  leave(): Promise<void>
}

/** Joins the keeper of `keeper.folder`, starting it if there is none. */
export async function joinKeeper(keeper: KeeperOptions, onProgress: (text: string) => void): Promise<KeeperLink> {
  // Where somebody else could put a socket we would not look for the keeper's; the rest of the way is the keeper's to make.
  makePassable(socketsFolder())
  const { control } = runFolder(keeper.folder)
  const deadline = Date.now() + JOIN_MS
  const logFile = join(keeper.folder, 'keeper.log')
  let started: KeeperProcess | undefined
  for (;;) {
    const socket = await connected(control)
    const link = socket && (await linkOver(socket, onProgress))
    if (link) return link
    // A keeper that finds the folder kept ends at once: another program's is coming up, or an old one is ending.
    const { ended } = started ?? {}
    if (ended !== undefined && ended !== ALREADY_KEPT && ended !== 0) {
      throw new NotPossible(`the database's keeper ended at once: see ${logFile}`)
    }
    if (Date.now() > deadline) throw new NotPossible(`the database did not start: see ${logFile}`)
    if (!started || ended !== undefined) started = startKeeper(keeper, logFile)
    await sleep(ASK_AGAIN_MS)
  }
}

interface KeeperProcess {
  /** Its exit code, `null` when it was killed or could not be started. */
  ended?: number | null
}

/** The keeper lives on when we are killed: it is the one that then ends the engine. */
function startKeeper(keeper: KeeperOptions, logFile: string): KeeperProcess {
  const state: KeeperProcess = {}
  const log = openSync(logFile, 'a', 0o600)
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href
  const file = fileURLToPath(new URL('./keeper.ts', import.meta.url))
  const { PATH, HOME } = process.env
  const child = spawn(process.execPath, ['--import', tsx, file, JSON.stringify(keeper)], {
    cwd: '/',
    detached: true,
    env: { PATH, HOME },
    stdio: ['ignore', log, log],
  })
  closeSync(log)
  child.once('error', () => {
    state.ended = null
  })
  child.once('exit', (code) => {
    state.ended = code
  })
  child.unref()
  return state
}

function connected(control: string): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const socket = connect(control)
    socket.once('connect', () => resolve(socket))
    socket.once('error', () => resolve(undefined)) // there is no keeper, or it is ending
  })
}

/** A link once the keeper says that the database can be used; nothing when it ends before. */
function linkOver(socket: Socket, onProgress: (text: string) => void): Promise<KeeperLink | undefined> {
  return new Promise((resolve, reject) => {
    let hearLost = (): void => resolve(undefined)
    let hear = (said: KeeperSays): void => {
      if (said.kind === 'progress') onProgress(said.text)
      if (said.kind === 'failed') reject(new NotPossible(said.why))
      if (said.kind === 'ready') resolve(linked(said))
    }
    const linked = (ready: Ready): KeeperLink => {
      socket.unref() // a program that ends without stopping is not held up; its end is noticed
      hear = () => undefined
      hearLost = () => undefined
      return {
        ready,
        onSaid: (later) => {
          hear = later
        },
        onLost: (later) => {
          hearLost = later
          if (socket.destroyed) later()
        },
        leave: async () => {
          hearLost = () => undefined
          if (socket.destroyed) return
          socket.ref()
          const closed = new Promise((done) => socket.once('close', done))
          say(socket, { kind: 'leave' })
          await closed
        },
      }
    }
    socket.once('close', () => hearLost())
    listen(socket, KeeperSays, (said) => hear(said))
  })
}
