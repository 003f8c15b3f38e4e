/**
 * The programs of the engine, out of Debian's packages: missing, being fetched, or whole. They are fetched and unpacked
 * in a folder beside and renamed when everything is there, so a folder under its own name is always whole, whatever
 * was killed meanwhile. One process fetches; others on the machine wait for it (lock.ts) and then find the folder.
 * apt checks the packages' signatures with the machine's own keyring; nothing is installed and no privilege is needed.
 */
import { chmodSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { dirname, join } from 'node:path'
import { takeLock } from './lock.ts'
import { debianMirror, enginePlatform, hasTool } from './machine.ts'
import { PG_MAJOR, Programs } from './programs.ts'
import { runProgram } from './run-program.ts'

const PACKAGE = `postgresql-${PG_MAJOR}-documentdb`
const TOOLS = ['apt-get', 'dpkg-deb', 'tar', 'xargs']

export interface Installation {
  /** Folder that may hold several sets of programs. */
  readonly folder: string
  readonly suite: string
  onProgress(text: string): void
}

export const programsRoot = ({ folder, suite }: Pick<Installation, 'folder' | 'suite'>): string =>
  join(folder, `documentdb-pg${PG_MAJOR}-${suite}-${process.arch}`)

/** The programs, fetched if they are not there yet. `fetch` fills an empty folder with them. */
export async function installPrograms(installation: Installation, fetch = fetchPrograms): Promise<Programs> {
  const root = programsRoot(installation)
  if (existsSync(root)) return new Programs(root)
  const { onProgress } = installation
  const lock = await takeLock(`install ${root}`, () =>
    onProgress('waiting for another program that is fetching the database'),
  )
  try {
    if (existsSync(root)) return new Programs(root)
    mkdirSync(installation.folder, { recursive: true, mode: 0o755 })
    const work = `${root}.part`
    rmSync(join(work, 'root'), { recursive: true, force: true })
    mkdirSync(join(work, 'root'), { recursive: true })
    await fetch(work, installation)
    renameSync(join(work, 'root'), root)
    rmSync(work, { recursive: true, force: true })
    return new Programs(root)
  } finally {
    await lock.release()
  }
}

/** Fills `work`/root. What an earlier, interrupted try downloaded is used again. */
async function fetchPrograms(work: string, { suite, onProgress }: Installation): Promise<void> {
  enginePlatform()
  for (const tool of TOOLS) {
    if (!(await hasTool(tool)))
      throw new Error(`the program ${tool} is missing, with which Debian packages are fetched`)
  }
  const archives = await download(work, suite, onProgress)
  const root = join(work, 'root')
  onProgress(`unpacking ${archives.length} packages`)
  // tar ends with 2 when a package has none of the folders.
  const unpackOne = `dpkg-deb --fsys-tarfile "$1" | tar -x --no-same-owner -C "$0" --wildcards './usr/lib*' './lib*' './usr/share/postgresql*' 2>/dev/null || [ $? = 2 ]`
  await runProgram({
    argv: ['xargs', '-0', '-n1', `-P${availableParallelism()}`, 'sh', '-c', unpackOne, root],
    input: archives.join('\0'),
  })
  finishTree(root)
}

async function download(work: string, suite: string, onProgress: (text: string) => void): Promise<string[]> {
  const mirror = debianMirror()
  if (!mirror) throw new Error("this machine's apt configuration names no Debian mirror, and DEBIAN_MIRROR is not set")
  const apt = join(work, 'apt')
  const archives = join(apt, 'cache/archives')
  for (const folder of ['lists/partial', 'cache/archives/partial']) mkdirSync(join(apt, folder), { recursive: true })
  writeFileSync(join(apt, 'sources.list'), `deb ${mirror} ${suite} main\n`)
  const options = {
    'Dir::Etc::sourcelist': join(apt, 'sources.list'),
    'Dir::Etc::sourceparts': '/dev/null',
    'Dir::Etc::preferencesparts': '/dev/null',
    'Dir::State::lists': join(apt, 'lists'),
    'Dir::State::status': '/dev/null',
    'Dir::State::extended_states': join(apt, 'extended'),
    'Dir::Cache': join(apt, 'cache'),
    'Dir::Log': apt,
    'APT::Sandbox::User': 'root',
    'APT::Install-Recommends': 'false',
    'APT::Get::List-Cleanup': 'false',
    'APT::Status-Fd': '3',
    'Debug::NoLocking': 'true',
    'Acquire::Retries': '3',
    'Acquire::Languages': 'none',
  }
  const get = ['apt-get', '-qq', ...Object.entries(options).flatMap(([key, value]) => ['-o', `${key}=${value}`])]
  onProgress(`reading the package lists of Debian ${suite}`)
  await runProgram({ argv: [...get, 'update'] })
  onProgress('downloading the database (139 MB)')
  const onStatus = everyTenth((percent) => onProgress(`downloading the database: ${percent} %`))
  await runProgram({ argv: [...get, '-y', '--download-only', 'install', PACKAGE], onStatus })
  return readdirSync(archives)
    .filter((name) => name.endsWith('.deb'))
    .map((name) => join(archives, name))
}

/** Reads apt's `dlstatus:<n>:<percent>:<words>` lines and tells each further ten percent once. */
export function everyTenth(tell: (percent: number) => void): (line: string) => void {
  let told = 0
  return (line) => {
    const percent = Math.floor(Number(/^dlstatus:\d+:([\d.]+):/.exec(line)?.[1] ?? 0) / 10) * 10
    if (percent <= told) return
    told = percent
    tell(percent)
  }
}

/** What the packages' own installation scripts would have done. */
function finishTree(root: string): void {
  const { loader } = enginePlatform()
  const loaderInUsr = join(root, 'usr', loader)
  if (!existsSync(loaderInUsr)) {
    if (!existsSync(join(root, loader))) throw new Error('the unpacked packages hold no dynamic loader')
    mkdirSync(dirname(loaderInUsr), { recursive: true })
    symlinkSync(join('../..', loader), loaderInUsr)
  }
  const control = join(root, 'usr/share/postgresql', PG_MAJOR, 'extension/postgis.control')
  if (!existsSync(control)) {
    rmSync(control, { force: true }) // a link to nowhere
    symlinkSync('postgis-3.control', control)
  }
  // initdb starts "postgres" by itself, so that name must be something the host can run.
  const postgres = join(root, 'usr/lib/postgresql', PG_MAJOR, 'bin/postgres')
  renameSync(postgres, `${postgres}.bin`)
  const words = new Programs(root).command('postgres', 'postgres.bin', '$usr').map((word) => `"${word}"`)
  writeFileSync(postgres, `#!/bin/sh\nusr=\${0%/lib/postgresql/*}\nexec ${words.join(' ')} "$@"\n`)
  chmodSync(postgres, 0o755)
}
