/**
 * A real mongod on the data folder: one that is installed here, or one that is fetched. It runs as a replica set of
 * one member, on loopback; mongodb-memory-server-core starts it and ends it, also when this program is killed.
 */
import { execFile } from 'node:child_process'
import { accessSync, constants, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import { DryMongoBinary, MongoBinary, MongoMemoryReplSet } from 'mongodb-memory-server-core'
import { MongoBinaryDownloadUrl } from 'mongodb-memory-server-core/lib/util/MongoBinaryDownloadUrl.js'
import { NotPossible, type RunningDatabase, type Surroundings } from './contract.ts'

const OLDEST_MAJOR = 6
const PROBE_MS = 3_000
const DOWNLOAD_MS = 10 * 60_000
const SET_NAME = 'rs0'

function onPath(path: string): string | undefined {
  const files = path
    .split(delimiter)
    .filter(Boolean)
    .map((folder) => join(folder, 'mongod'))
  return files.find((file) => {
    try {
      accessSync(file, constants.X_OK)
      return statSync(file).isFile()
    } catch {
      return false // not there, or not to be run
    }
  })
}

/** A mongod on the PATH, or one that mongodb-memory-server-core fetched earlier. */
export async function findMongod(path = process.env.PATH ?? ''): Promise<string | undefined> {
  return onPath(path) ?? (await DryMongoBinary.locateBinary(DryMongoBinary.getEnsuredOptions()))
}

/** `v7.0.14` out of what `mongod --version` prints. */
export const versionIn = (printed: string): string | undefined => /db version v?(\d+\.\d+\.\d+)/.exec(printed)?.[1]

export async function startInstalledMongod(surroundings: Surroundings, find = findMongod): Promise<RunningDatabase> {
  const binary = await find()
  if (!binary) throw new NotPossible('there is no mongod on the PATH')
  return { ...(await runMongod(binary, surroundings)), kind: 'mongod', why: `found ${binary}` }
}

export async function startDownloadedMongod(surroundings: Surroundings, fetch = fetchMongod): Promise<RunningDatabase> {
  const binary = await fetch(surroundings.onProgress)
  return { ...(await runMongod(binary, surroundings)), kind: 'download', why: `downloaded ${binary}` }
}

/** One short question before the download: asking in vain takes long and prints a lot. */
async function fetchMongod(onProgress: (text: string) => void): Promise<string> {
  const options = await DryMongoBinary.generateOptions()
  try {
    const url = await new MongoBinaryDownloadUrl({ ...options, platform: process.platform }).getDownloadUrl()
    const answer = await fetch(url, { method: 'HEAD', signal: AbortSignal.timeout(PROBE_MS) })
    if (!answer.ok) throw new Error(`the download answers ${answer.status}`)
  } catch (error) {
    throw new NotPossible(
      `mongod cannot be downloaded here (${error instanceof Error ? error.message : String(error)})`,
    )
  }
  onProgress(`downloading mongod ${options.version}`)
  const slow = new AbortController()
  try {
    const late = new Promise<never>((_, reject) => {
      const timer = setTimeout(() => reject(new Error('it took longer than ten minutes')), DOWNLOAD_MS)
      slow.signal.addEventListener('abort', () => clearTimeout(timer))
    })
    return await Promise.race([MongoBinary.getPath({ version: options.version }), late])
  } catch (error) {
    throw new NotPossible(`mongod could not be downloaded (${error instanceof Error ? error.message : String(error)})`)
  } finally {
    slow.abort()
  }
}

/** The same port at every start, because the replica set's own configuration, kept with the data, names it. */
async function lastingPort(file: string): Promise<number> {
  if (!existsSync(file)) writeFileSync(file, String(await freePort()))
  return Number(readFileSync(file, 'utf8'))
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject).listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

async function runMongod(binary: string, { folder }: Surroundings): Promise<Pick<RunningDatabase, 'uri' | 'stop'>> {
  const printed = await promisify(execFile)(binary, ['--version']).catch((error: unknown) => {
    throw new NotPossible(
      `${binary} does not run (${error instanceof Error ? error.message.split('\n')[0] : String(error)})`,
    )
  })
  const version = versionIn(printed.stdout)
  if (!version || Number.parseInt(version, 10) < OLDEST_MAJOR) {
    throw new NotPossible(`${binary} is MongoDB ${version ?? 'of an unknown version'}, older than ${OLDEST_MAJOR}.0`)
  }
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const set = await MongoMemoryReplSet.create({
    binary: { systemBinary: binary, version },
    instanceOpts: [{ dbPath: folder, storageEngine: 'wiredTiger', port: await lastingPort(`${folder}.port`) }],
    replSet: { name: SET_NAME, count: 1, ip: '127.0.0.1' },
  })
  return {
    uri: set.getUri('weilu'),
    // Without the clean-up, which would remove the data.
    stop: async () => void (await set.stop({ doCleanup: false })),
  }
}
