/** What the machine is and where things go on it. The only file here that asks the machine itself. */
import { execFile, spawnSync } from 'node:child_process'
import { chmodSync, chownSync, lstatSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

/** PostgreSQL refuses to run as root; when we are root it runs as nobody, who has a passwd entry everywhere. */
const NOBODY = 65534

export const isRoot = (): boolean => process.getuid?.() === 0
export const engineIdentity = (): { uid?: number; gid?: number } => (isRoot() ? { uid: NOBODY, gid: NOBODY } : {})

interface Platform {
  readonly triplet: string
  readonly loader: string
}

const PLATFORMS: Readonly<Record<string, Platform>> = {
  x64: { triplet: 'x86_64-linux-gnu', loader: 'lib64/ld-linux-x86-64.so.2' },
  arm64: { triplet: 'aarch64-linux-gnu', loader: 'lib/ld-linux-aarch64.so.1' },
}

export const platformOf = (platform: string, arch: string): Platform | undefined =>
  platform === 'linux' ? PLATFORMS[arch] : undefined

export function enginePlatform(): Platform {
  const found = platformOf(process.platform, process.arch)
  if (!found) throw new Error(`there are no DocumentDB packages for ${process.platform}/${process.arch}`)
  return found
}

/** Shared by all checkouts of one user. Root's lies where nobody can enter, since nobody runs what is in it. */
export function programsFolder(): string {
  if (isRoot()) return '/var/cache/weilu'
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'weilu')
}

/** Where root's data goes when `nobody` cannot enter the data folder. */
export const VAR_FOLDER = '/var/lib/weilu'

/** Below /tmp and not below the data folder: the path of a Unix socket must be shorter than 108 bytes. */
export const socketsFolder = (): string => join('/tmp', `weilu-${process.getuid?.() ?? 0}`)

/** Makes a folder that only its owner may enter; root's engine folders belong to nobody. */
export function makePrivate(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  if (isRoot()) chownSync(folder, NOBODY, NOBODY)
}

/**
 * Makes a folder of ours that nobody else can read or write, but which root's engine can pass through. One that is ours
 * already is tightened; one that somebody else put there is refused.
 */
export function makePassable(folder: string): void {
  const mode = isRoot() ? 0o711 : 0o700
  mkdirSync(folder, { recursive: true, mode })
  const found = lstatSync(folder)
  if (!found.isDirectory() || found.uid !== process.getuid?.()) {
    throw new Error(
      `${folder} must be a folder that belongs to the user who starts the database: remove it or change its owner`,
    )
  }
  chmodSync(folder, mode)
}

/** Whether the engine's user can enter a folder. */
export const engineCanEnter = (folder: string): boolean =>
  !isRoot() || spawnSync('test', ['-x', folder], { ...engineIdentity(), cwd: '/' }).status === 0

/** The Debian mirror that this machine's own apt uses, or the one that DEBIAN_MIRROR names. */
export function debianMirror(given = process.env.DEBIAN_MIRROR, aptFolder = '/etc/apt'): string | undefined {
  if (given) return given
  const parts = join(aptFolder, 'sources.list.d')
  const files = [join(aptFolder, 'sources.list'), ...listed(parts).map((name) => join(parts, name))]
  const lines = files.flatMap((file) => contents(file).split('\n'))
  const active = lines.filter((line) => !line.trimStart().startsWith('#')).join('\n')
  return /https?:\/\/\S+\/debian\/?(?=\s|$)/m.exec(active)?.[0]
}

const isMissing = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOENT'

function listed(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => /\.(list|sources)$/.test(name))
      .sort()
  } catch (error) {
    if (isMissing(error)) return []
    throw error
  }
}

function contents(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (isMissing(error)) return ''
    throw error
  }
}

export const hasTool = (name: string): Promise<boolean> =>
  new Promise((resolve) => {
    execFile('sh', ['-c', 'command -v "$1"', 'x', name], (error) => resolve(error === null))
  })
