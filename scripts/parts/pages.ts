/**
 * Building the pages: admin, sidebar, sandbox console (Vite workspaces) and the mini-program (its own lock file, Taro).
 * A build is kept until its sources change: a stamp in its output folder holds a hash of everything it was made from.
 */
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { run } from './run.ts'

export const root = join(import.meta.dirname, '../..')

export type PageBuild = {
  name: string
  title: string
  folder: string
  out: string
  sources: readonly string[]
  build(progress: (text: string) => void): Promise<void>
}

const vite = (name: string, title: string, folder: string): PageBuild => ({
  name,
  title,
  folder,
  out: `${folder}/dist`,
  sources: [
    `${folder}/src`,
    `${folder}/index.html`,
    `${folder}/package.json`,
    `${folder}/vite.config.ts`,
    'shared',
    'package-lock.json',
  ],
  build: async () => {
    await run(process.execPath, [join(root, 'node_modules/vite/bin/vite.js'), 'build', '--logLevel', 'warn'], {
      cwd: join(root, folder),
    })
  },
})

/** Nothing in the tool chain may fetch a browser, a binary or a model of its own. */
const quietInstall = {
  ...process.env,
  TARO_TELEMETRY: '0',
  PUPPETEER_SKIP_DOWNLOAD: '1',
  PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: '1',
  SENTRYCLI_SKIP_DOWNLOAD: '1',
}

async function installMiniProgram(progress: (text: string) => void) {
  const stamp = join(root, 'miniprogram/node_modules/.weilu-lock')
  const lock = await hashOf(['miniprogram/package-lock.json'])
  if (existsSync(stamp) && (await readFile(stamp, 'utf8')) === lock) return
  progress('installing its packages (npm ci, about a minute and a half)')
  await run('npm', ['ci', '--no-audit', '--no-fund'], { cwd: join(root, 'miniprogram'), env: quietInstall })
  await writeFile(stamp, lock)
}

const taro = (target: 'h5' | 'weapp', title: string): PageBuild => ({
  name: `mini-${target}`,
  title,
  folder: 'miniprogram',
  out: `miniprogram/dist/${target}`,
  sources: [
    'miniprogram/src',
    'miniprogram/config',
    'miniprogram/package.json',
    'miniprogram/package-lock.json',
    'shared',
  ],
  build: async (progress) => {
    await installMiniProgram(progress)
    progress('compiling with Taro (about half a minute)')
    await run('npm', ['run', `build:${target}`], { cwd: join(root, 'miniprogram'), env: quietInstall })
  },
})

export const adminPage = vite('admin', 'Admin page', 'server/admin')
export const consolePage = vite('console', 'Sandbox console', 'server/sandbox/console')
export const sidebarPage = vite('sidebar', 'WeCom sidebar', 'wecom-sidebar')
/** One script for pages of others, not a page. */
export const webSdk: PageBuild = {
  ...vite('web-sdk', 'Web SDK', 'server/web-sdk'),
  sources: ['server/web-sdk/src', 'server/web-sdk/vite.config.ts', 'package-lock.json'],
}
export const miniH5 = taro('h5', 'Mini-program (H5)')
export const miniWeapp = taro('weapp', 'Mini-program (weapp)')

/** Builds the page unless its last build was made from the same sources. Says whether it built. */
export async function buildPage(page: PageBuild, progress: (text: string) => void = () => undefined): Promise<boolean> {
  const stamp = join(root, page.out, '.sources')
  const hash = await hashOf(page.sources)
  if (existsSync(stamp) && (await readFile(stamp, 'utf8')) === hash) return false
  await page.build(progress)
  await mkdir(join(root, page.out), { recursive: true })
  await writeFile(stamp, hash)
  return true
}

async function hashOf(paths: readonly string[]): Promise<string> {
  const hash = createHash('sha256')
  for (const path of paths) {
    for (const file of await filesUnder(path))
      hash
        .update(file)
        .update('\0')
        .update(await readFile(join(root, file)))
  }
  return hash.digest('hex')
}

async function filesUnder(path: string): Promise<string[]> {
  if (!existsSync(join(root, path))) return []
  const entries = await readdir(join(root, path), { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOTDIR') return null
    throw error
  })
  if (entries === null) return [path]
  const nested = await Promise.all(
    entries
      .filter((entry) => entry.name !== 'node_modules' && entry.name !== 'dist' && !entry.name.startsWith('.'))
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .map((entry) => filesUnder(join(path, entry.name))),
  )
  return nested.flat()
}
