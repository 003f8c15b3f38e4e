/**
 * Which database server this program uses. The ways are tried in a fixed order: the server MONGODB_URI names, a mongod
 * that is here, a mongod that can be fetched, DocumentDB. A way that is not possible here is passed over and its reason
 * kept for the message; any other failure is a fault and ends the search. Data decides before the order does: a data
 * folder that one engine has filled is opened with that engine or not at all, for another would show an empty database.
 */
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Log } from '../kit/log.ts'
import {
  type DatabaseKind,
  type DatabaseMode,
  NotPossible,
  type RunningDatabase,
  type Surroundings,
} from './contract.ts'
import { startDocumentDb } from './documentdb.ts'
import { checkGivenUri } from './given-uri.ts'
import { startDownloadedMongod, startInstalledMongod } from './mongod.ts'

export type { DatabaseKind, DatabaseMode, RunningDatabase } from './contract.ts'

export interface DatabaseRequest {
  readonly dataDir: string
  readonly mongodbUri: string | undefined
  readonly mode: DatabaseMode
  readonly log: Log
  onProgress(text: string): void
}

/** The ways to a server. A way that is not possible here fails with `NotPossible`. */
export interface Ways {
  uri(given: string): Promise<RunningDatabase>
  mongod(surroundings: Surroundings): Promise<RunningDatabase>
  download(surroundings: Surroundings): Promise<RunningDatabase>
  documentdb(surroundings: Surroundings): Promise<RunningDatabase>
}

async function useGivenUri(given: string): Promise<RunningDatabase> {
  const uri = await checkGivenUri(given)
  return { uri, kind: 'uri', why: 'MONGODB_URI is set', stop: async () => undefined }
}

export const productWays: Ways = {
  uri: useGivenUri,
  mongod: startInstalledMongod,
  download: startDownloadedMongod,
  documentdb: startDocumentDb,
}

/** Nothing needs to survive, so nothing waits for the disk, for a password, or for a program that was killed. */
export const testWays: Ways = {
  ...productWays,
  documentdb: (surroundings) =>
    startDocumentDb({ ...surroundings, durability: 'memory', graceMs: 0, password: false, disposable: true }),
}

type EmbeddedKind = Exclude<DatabaseKind, 'uri'>
const EMBEDDED: readonly EmbeddedKind[] = ['mongod', 'download', 'documentdb']

/** Both mongods keep the same files. */
const folderOf = (dataDir: string, kind: EmbeddedKind): string =>
  join(resolve(dataDir), 'db', kind === 'documentdb' ? 'documentdb' : 'mongod')

function holdsData(dataDir: string, kind: EmbeddedKind): boolean {
  const signs = kind === 'documentdb' ? ['data/PG_VERSION', 'location'] : ['WiredTiger']
  return signs.some((sign) => existsSync(join(folderOf(dataDir, kind), sign)))
}

/** The embedded ways to try, and why only these. */
function candidates({ mode, dataDir }: DatabaseRequest): { kinds: readonly EmbeddedKind[]; because: string } {
  if (mode !== 'auto' && mode !== 'uri') return { kinds: [mode], because: `DATABASE=${mode}` }
  const filled = EMBEDDED.filter((kind) => holdsData(dataDir, kind))
  if (filled.length > 0 && filled.length < EMBEDDED.length) {
    return { kinds: filled, because: `${folderOf(dataDir, filled[0] ?? 'mongod')} already holds its data` }
  }
  return { kinds: EMBEDDED, because: 'DATABASE=auto takes the first that is possible here' }
}

export async function resolveDatabase(request: DatabaseRequest, ways: Ways = productWays): Promise<RunningDatabase> {
  const { mode, mongodbUri } = request
  if (mode === 'uri' && !mongodbUri) {
    throw new Error(
      'DATABASE=uri asks for a MongoDB server of your own, but MONGODB_URI is empty: set it to the address of a replica set, or remove DATABASE to use the embedded database.',
    )
  }
  if (mongodbUri && (mode === 'auto' || mode === 'uri')) return ways.uri(mongodbUri)
  const { kinds, because } = candidates(request)
  const missing: string[] = []
  for (const kind of kinds) {
    const folder = folderOf(request.dataDir, kind)
    try {
      const running = await ways[kind]({ folder, log: request.log, onProgress: request.onProgress })
      return { ...running, why: [`${running.why}; ${because}`, ...missing].join('; ') }
    } catch (error) {
      if (!(error instanceof NotPossible)) throw error
      missing.push(error.message)
    }
  }
  throw new Error(`No database server can be started here (${because}): ${missing.join('; ')}. ${ADVICE}`)
}

const ADVICE =
  'Set MONGODB_URI to a MongoDB 6.0 or newer replica set, or install mongod so that it is on the PATH, or, on Linux with apt and dpkg, let this machine reach a Debian mirror (DEBIAN_MIRROR names one) so that the embedded database can be fetched.'
