/**
 * `npm test`: everything CI runs, from a fresh clone. First what reads the code (types, lint, boundaries, registries), then
 * every test: units, contracts, properties and stories on a real database, the mini-program's real build, and every page in Chromium.
 * What the run needs and does not find it sets up (database, pages, Chromium and Chinese fonts); otherwise it stops and says the one line to run.
 *
 *   npm test -- --static   only what reads the code
 *   npm test -- --units    static checks and the tests that need no browser
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensureBrowser, MissingTool } from './parts/browser.ts'
import { OUTCOME_FILE, Outcome } from './parts/failures.ts'
import {
  adminPage,
  buildPage,
  consolePage,
  miniH5,
  miniWeapp,
  type PageBuild,
  root,
  sidebarPage,
  webSdk,
} from './parts/pages.ts'
import { run } from './parts/run.ts'
import { installWechaty } from './parts/wechaty.ts'

const args = new Set(process.argv.slice(2))
const bin = (name: string) => join(root, 'node_modules/.bin', name)
const begun = performance.now()
const say = (text: string) => console.log(`[${((performance.now() - begun) / 1000).toFixed(0).padStart(4)} s] ${text}`)

async function step(name: string, work: () => Promise<unknown>) {
  say(`${name} …`)
  await work()
}

async function readTheCode() {
  await step('registries are fresh', () =>
    run(process.execPath, ['--import', 'tsx', 'scripts/registry.ts', '--check'], { cwd: root }),
  )
  await step('types: server, shared, tests', () => run(bin('tsc'), ['--noEmit', '-p', 'tsconfig.json'], { cwd: root }))
  for (const project of ['server/admin', 'server/sandbox/console', 'wecom-sidebar', 'server/web-sdk', 'test/pages']) {
    await step(`types: ${project}`, () =>
      run(bin('tsc'), ['--noEmit', '-p', `${project}/tsconfig.json`], { cwd: root }),
    )
  }
  await step('packages of the Wechaty process', () => installWechaty((text) => say(`  ${text}`)))
  await step('types: server/wechaty', () =>
    run(bin('tsc'), ['--noEmit', '-p', 'server/wechaty/tsconfig.json'], { cwd: root }),
  )
  await step('lint and format', () => run(bin('biome'), ['check', '--error-on-warnings', '.'], { cwd: root }))
  await step('boundaries', () =>
    run(bin('depcruise'), ['shared', 'server', 'wecom-sidebar', 'test', 'scripts'], { cwd: root }),
  )
}

/** Vitest with its usual words, and what it came to. */
async function vitest(name: string, config: string, env: NodeJS.ProcessEnv): Promise<Outcome> {
  say(`${name} …`)
  const folder = await mkdtemp(join(tmpdir(), 'weilu-report-'))
  const file = join(folder, 'outcome.json')
  try {
    const ended = await run(
      bin('vitest'),
      ['run', '--config', config, '--reporter=default', `--reporter=${join(root, 'scripts/parts/failures.ts')}`],
      { cwd: root, env: { ...env, [OUTCOME_FILE]: file }, inherit: true },
    ).then(
      () => null,
      (error: unknown) => error,
    )
    const text = await readFile(file, 'utf8').catch(() => null)
    if (text === null) throw ended ?? new Error(`${name}: vitest wrote no outcome`)
    const outcome = Outcome.parse(JSON.parse(text))
    if (outcome.failed > 0 || !ended) return outcome
    // All that ran passed, yet vitest was not content.
    return { ...outcome, failed: 1, failures: [...outcome.failures, `${name}: see above`] }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function build(pages: readonly PageBuild[]) {
  for (const page of pages) await step(`build: ${page.title}`, () => buildPage(page, (text) => say(`  ${text}`)))
}

try {
  await readTheCode()
  if (args.has('--static')) process.exit(0)
  const total: Outcome = { passed: 0, failed: 0, failures: [] }
  const add = ({ passed, failed, failures }: Outcome) => {
    total.passed += passed
    total.failed += failed
    total.failures.push(...failures)
  }
  add(await vitest('units, contracts, properties, stories', 'vitest.config.ts', process.env))
  add(await vitest('the Wechaty process', 'vitest.wechaty.config.ts', process.env))
  if (!args.has('--units')) {
    const chromium = await ensureBrowser(say)
    await build([adminPage, sidebarPage, consolePage, webSdk, miniH5, miniWeapp])
    add(
      await vitest('pages in Chromium', 'vitest.pages.config.ts', {
        ...process.env,
        CHROMIUM_PATH: chromium,
      }),
    )
  }
  for (const failure of total.failures) console.log(`FAILED ${failure}`)
  console.log(`\n${total.passed} passed, ${total.failed} failed`)
  process.exit(total.failed === 0 ? 0 : 1)
} catch (error) {
  console.error(error instanceof MissingTool ? `\n${error.message}` : error)
  process.exit(1)
}
