/**
 * Where the engine's data lies. Normally in the data folder itself. When we are root, PostgreSQL runs as nobody, and
 * if nobody cannot enter the data folder (as below /root) the data lies in a folder of its own below /var/lib; a file
 * in the data folder says where, so that the next start, also under another path, finds it again.
 */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { engineCanEnter, makePassable, makePrivate, socketsFolder, VAR_FOLDER } from './machine.ts'

export interface DataPlace {
  /** Where the cluster lies. */
  readonly folder: string
  /** Folders whose disappearance means that the data folder was deleted. */
  readonly watched: readonly string[]
  /** Something to tell when it is not the data folder. */
  readonly note: string | undefined
}

export function placeData(home: string, elsewhere = VAR_FOLDER): DataPlace {
  makePassable(home)
  const real = realpathSync(home)
  const locationFile = join(real, 'location')
  const moved = existsSync(locationFile)
  if (!moved && engineCanEnter(real)) return { folder: real, watched: [real], note: undefined }
  const named = moved ? readFileSync(locationFile, 'utf8').trim() : join(elsewhere, keyOf(real))
  mkdirSync(elsewhere, { recursive: true, mode: 0o755 })
  makePassable(named)
  if (!engineCanEnter(named)) throw new Error(`user nobody, as whom root runs the database, cannot enter ${named}`)
  writeFileSync(locationFile, `${named}\n`)
  const note = `user nobody, as whom root runs the database, cannot enter ${real}, so its files are in ${named}`
  return { folder: named, watched: [real, named], note }
}

const keyOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16)

export interface RunFolder {
  readonly folder: string
  /** The engine's own socket folder, which only the engine's user may enter. */
  readonly sockets: string
  /** The keeper's control socket. */
  readonly control: string
  readonly keeperFile: string
}

/** The short-lived files of a cluster, under a path short enough for a socket however long the data folder's is. */
export function runFolder(dataFolder: string): RunFolder {
  const folder = join(socketsFolder(), keyOf(dataFolder))
  return {
    folder,
    sockets: join(folder, 'pg'),
    control: join(folder, 'control'),
    keeperFile: join(folder, 'keeper.pid'),
  }
}

export function makeRunFolder(dataFolder: string): RunFolder {
  const run = runFolder(dataFolder)
  makePassable(socketsFolder())
  makePassable(run.folder)
  makePrivate(run.sockets)
  return run
}
