/**
 * Chromium and Chinese fonts for the page tests: found on this machine, or installed through apt when we may.
 * Nothing is downloaded from anywhere else.
 */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { run } from './run.ts'

const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/opt/google/chrome/chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]
const APT = ['install', '-y', '--no-install-recommends', 'chromium', 'fonts-noto-cjk', 'fontconfig']

const findChromium = () => [process.env.CHROMIUM_PATH, ...PLACES].find((path) => path !== undefined && existsSync(path))
/** macOS and Windows bring Chinese fonts; elsewhere fontconfig knows. */
const hasChineseFont = () =>
  process.platform !== 'linux' ||
  spawnSync('fc-list', [':lang=zh', 'family'], { encoding: 'utf8' }).stdout?.trim().length > 0

export class MissingTool extends Error {
  override readonly name = 'MissingTool'
}

export async function ensureBrowser(say: (text: string) => void): Promise<string> {
  const found = findChromium()
  if (found && hasChineseFont()) return found
  const isRoot = process.getuid?.() === 0
  const sudo = !isRoot && spawnSync('sudo', ['-n', 'true']).status === 0
  const apt = spawnSync('apt-get', ['--version']).status === 0
  if (apt && (isRoot || sudo)) {
    say('Chromium or Chinese fonts are missing: installing chromium and fonts-noto-cjk with apt-get')
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    const get = (args: readonly string[]) =>
      isRoot ? run('apt-get', args, { env }) : run('sudo', ['-n', 'apt-get', ...args], { env })
    await get(['update'])
    await get(APT)
    const installed = findChromium()
    if (installed && hasChineseFont()) return installed
  }
  throw new MissingTool(
    'The page tests need Chromium and a Chinese font. Run: sudo apt-get install -y --no-install-recommends chromium fonts-noto-cjk fontconfig (or set CHROMIUM_PATH to a Chromium of yours)',
  )
}
