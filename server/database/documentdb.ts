/**
 * A program's side of the embedded engine: it joins the keeper of its data folder and stays joined until it stops. If
 * the keeper is killed meanwhile, it starts another on the same port, so the address it gave out stays true.
 */
import { NotPossible, type RunningDatabase, type Surroundings } from './contract.ts'
import type { KeeperOptions, KeeperSays } from './control.ts'
import { placeData } from './engine/folder.ts'
import { installPrograms } from './engine/install.ts'
import { platformOf, programsFolder } from './engine/machine.ts'
import type { Programs } from './engine/programs.ts'
import type { Durability } from './engine/settings.ts'
import { SET_NAME } from './gateway/local-commands.ts'
import { USER } from './gateway/scram.ts'
import { joinKeeper, type KeeperLink, type Ready } from './keeper-link.ts'

/** The extension is in no stable release of Debian yet. */
const SUITE = 'testing'
/** Long enough for a program that was killed to be started again by whoever watches it. */
const GRACE_MS = 20_000

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

export async function startDocumentDb(options: DocumentDbOptions): Promise<RunningDatabase> {
  const { onProgress } = options
  const programs = await programsFor(onProgress)
  const place = placeData(options.folder)
  if (place.note) onProgress(place.note)
  const keeper: KeeperOptions = {
    folder: place.folder,
    watched: [...place.watched],
    programs: programs.root,
    durability: options.durability ?? 'disk',
    graceMs: options.graceMs ?? GRACE_MS,
    port: options.port ?? 0,
    password: options.password ?? true,
    disposable: options.disposable ?? false,
  }
  const first = await joinKeeper(keeper, onProgress)
  const stop = stayJoined(first, { ...keeper, port: first.ready.port }, options)
  return { uri: uriOf(first.ready), kind: 'documentdb', why: `DocumentDB runs on ${place.folder}`, stop }
}

async function programsFor(onProgress: (text: string) => void): Promise<Programs> {
  if (!platformOf(process.platform, process.arch)) {
    throw new NotPossible(`there are no DocumentDB packages for ${process.platform}/${process.arch}`)
  }
  try {
    return await installPrograms({ folder: programsFolder(), suite: SUITE, onProgress })
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error)
    throw new NotPossible(`the packages of DocumentDB could not be fetched (${said})`)
  }
}

function uriOf({ port, password }: Ready): string {
  const login = password === null ? '' : `${USER}:${password}@`
  const how = password === null ? '' : '&authSource=admin&authMechanism=SCRAM-SHA-256'
  return `mongodb://${login}127.0.0.1:${port}/weilu?replicaSet=${SET_NAME}${how}`
}

/** Joins a new keeper whenever the old one is lost; returns what ends that. */
function stayJoined(first: KeeperLink, keeper: KeeperOptions, { log, onProgress }: Surroundings): () => Promise<void> {
  let current: Promise<KeeperLink | undefined> = Promise.resolve(first)
  let over = false
  const tell = (said: KeeperSays): void => {
    if (said.kind === 'engine-died') log.warn({}, 'the embedded database died and is being started again')
    if (said.kind === 'ready') log.info({}, 'the embedded database is back')
    if (said.kind !== 'failed') return
    over = true
    log.error({ why: said.why }, 'the embedded database gave up')
  }
  const rejoin = async (): Promise<KeeperLink | undefined> => {
    try {
      const link = await joinKeeper(keeper, onProgress)
      mind(link)
      return link
    } catch (error) {
      log.error({ err: error }, 'the embedded database is lost')
      return undefined
    }
  }
  const mind = (link: KeeperLink): void => {
    link.onSaid(tell)
    link.onLost(() => {
      if (over) return
      log.warn({}, 'the keeper of the embedded database was killed and is being started again')
      current = rejoin()
    })
  }
  mind(first)
  return async () => {
    over = true
    const link = await current
    await link?.leave()
  }
}
