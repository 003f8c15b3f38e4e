/**
 * A program's side of the embedded engine: it joins the keeper of its data folder, starting one if there is none, and
 * stays joined until it stops. If the keeper is killed meanwhile, it starts another on the same port, so the address
 * it gave out stays true.
 */
import { spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { createRequire } from 'node:module'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { NotPossible, type RunningDatabase, type Surroundings } from './contract.ts'
import { ALREADY_KEPT, type KeeperOptions, KeeperSays, listen, say } from './control.ts'
import { makeRunFolder, placeData } from './engine/folder.ts'
import { installPrograms } from './engine/install.ts'
import { platformOf, programsFolder } from './engine/machine.ts'
import type { Durability } from './engine/settings.ts'
import { SET_NAME } from './gateway/local-commands.ts'
import { USER } from './gateway/scram.ts'

/** The extension is in no stable release of Debian yet. */
const SUITE = 'testing'
const JOIN_MS = 180_000
const ASK_AGAIN_MS = 50

export interface DocumentDbOptions extends Surroundings {
  /** `disk` for the product. */
  readonly durability?: Durability
  /** How long the engine waits for the program to come back after it was killed. */
  readonly graceMs?: number
  /** 0: any free port. */
  readonly port?: number
  /** Whether clients need a password. Any user of this machine can reach the port. */
  readonly password?: boolean
  /** Whether the data is thrown away at the end, also when this program is killed. */
  readonly disposable?: boolean
}

type Ready = Extract<KeeperSays, { kind: 'ready' }>
interface Joined {
  readonly socket: Socket
  readonly ready: Ready
}

export async function startDocumentDb(options: DocumentDbOptions): Promise<RunningDatabase> {
  if (!platformOf(process.platform, process.arch)) {
    throw new NotPossible(`there are no DocumentDB packages for ${process.platform}/${process.arch}`)
  }
  const { log, onProgress } = options
  const programs = await installPrograms({ folder: programsFolder(), suite: SUITE, onProgress })
  const place = placeData(options.folder)
  if (place.note) onProgress(place.note)
  const keeper: KeeperOptions = {
    folder: place.folder,
    watched: [...place.watched],
    programs: programs.root,
    durability: options.durability ?? 'disk',
    graceMs: options.graceMs ?? 20_000,
    port: options.port ?? 0,
    password: options.password ?? true,
    disposable: options.disposable ?? false,
  }
  let link = await joinKeeper(keeper, onProgress)
  const { port } = link.ready
  let stopping = false

  const mind = ({ socket }: Joined): void => {
    listen(socket, KeeperSays, (said) => {
      if (said.kind === 'failed') log.error({ why: said.why }, 'the embedded database gave up')
      if (said.kind === 'failed') stopping = true
      if (said.kind === 'engine-died') log.warn({}, 'the embedded database died and is being started again')
      if (said.kind === 'ready') log.info({}, 'the embedded database is back')
    })
    socket.once('close', () => {
      if (stopping) return
      log.warn({}, 'the keeper of the embedded database was killed and is being started again')
      rejoin().catch((error: unknown) => log.error({ err: error }, 'the embedded database is lost'))
    })
  }
  const rejoin = async (): Promise<void> => {
    link = await joinKeeper({ ...keeper, port }, onProgress)
    mind(link)
  }
  mind(link)

  return {
    uri: uriOf(link.ready),
    kind: 'documentdb',
    why: `DocumentDB runs on ${place.folder}`,
    async stop() {
      if (stopping) return
      stopping = true
      await leave(link.socket)
    },
  }
}

function uriOf({ port, password }: Ready): string {
  const login = password === null ? '' : `${USER}:${password}@`
  const how = password === null ? '' : '&authSource=admin&authMechanism=SCRAM-SHA-256'
  return `mongodb://${login}127.0.0.1:${port}/weilu?replicaSet=${SET_NAME}${how}`
}

/** Says goodbye. The keeper, if we were the last, ends the engine and then itself, which closes the connection. */
async function leave(socket: Socket): Promise<void> {
  if (socket.destroyed) return
  const closed = new Promise((resolve) => socket.once('close', resolve))
  say(socket, { kind: 'leave' })
  await closed
}

async function joinKeeper(keeper: KeeperOptions, onProgress: (text: string) => void): Promise<Joined> {
  const { control } = makeRunFolder(keeper.folder)
  const deadline = Date.now() + JOIN_MS
  let started: { ended: number | null | undefined } | undefined
  for (;;) {
    const socket = await connected(control)
    const ready = socket && (await readiness(socket, onProgress))
    if (socket && ready) return { socket, ready }
    // A keeper that finds the folder kept ends at once: another program's is coming up, or an old one is ending.
    if (started && started.ended !== undefined && started.ended !== ALREADY_KEPT && started.ended !== 0) {
      throw new NotPossible(`the database's keeper ended at once: see ${join(keeper.folder, 'keeper.log')}`)
    }
    if (Date.now() > deadline)
      throw new NotPossible(`the database did not start: see ${join(keeper.folder, 'keeper.log')}`)
    if (!started || started.ended !== undefined) started = spawnKeeper(keeper)
    await sleep(ASK_AGAIN_MS)
  }
}

/** The keeper lives on when we are killed: that is what ends the engine. */
function spawnKeeper(keeper: KeeperOptions): { ended: number | null | undefined } {
  const state: { ended: number | null | undefined } = { ended: undefined }
  const log = openSync(join(keeper.folder, 'keeper.log'), 'a', 0o600)
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

/** Waits until a keeper says that the database can be used; nothing when it ends before. */
function readiness(socket: Socket, onProgress: (text: string) => void): Promise<Ready | undefined> {
  return new Promise((resolve, reject) => {
    socket.once('close', () => resolve(undefined))
    listen(socket, KeeperSays, (said) => {
      if (said.kind === 'progress') onProgress(said.text)
      if (said.kind === 'failed') reject(new NotPossible(said.why))
      if (said.kind === 'ready') resolve(said)
    })
  })
}
