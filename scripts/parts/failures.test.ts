import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { OUTCOME_FILE, Outcome } from './failures.ts'
import { root } from './pages.ts'
import { run } from './run.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'weilu-failures-'))
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const head = `import { afterAll, beforeAll, describe, expect, it } from 'vitest'\n`

async function outcomeOf(files: Record<string, string>): Promise<Outcome> {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), head + text)
  const [file, reporter] = [join(folder, 'outcome.json'), join(root, 'scripts/parts/failures.ts')]
  const vitest = join(root, 'node_modules/.bin/vitest')
  await run(vitest, ['run', '--root', folder, `--reporter=${reporter}`], {
    cwd: folder,
    env: { ...process.env, [OUTCOME_FILE]: file },
  }).catch(() => undefined)
  return Outcome.parse(JSON.parse(readFileSync(file, 'utf8')))
}

test('what did not pass is said again in one line each: a test, one left out, the hook before a group, a file that did not load', async () => {
  const outcome = await outcomeOf({
    'a.test.ts': `describe('a', () => {
      it('holds', () => expect(1).toBe(1))
      it('breaks', () => expect(1).toBe(2))
      it.skip('is left out', () => undefined)
    })`,
    'b.test.ts': `describe('b', () => {
      beforeAll(() => { throw new Error('the port is taken') })
      it('never runs', () => undefined)
    })`,
    'c.test.ts': `throw new TypeError('no such module')`,
  })
  expect(outcome.passed).toBe(1)
  expect(outcome.failed).toBe(3)
  expect(outcome.failures.toSorted()).toEqual([
    'a.test.ts > a > breaks: AssertionError: expected 1 to be 2 // Object.is equality',
    'a.test.ts > a > is left out: skipped',
    'b.test.ts > b (around its tests): Error: the port is taken',
    'b.test.ts > b > never runs: skipped',
    'c.test.ts: TypeError: no such module',
  ])
})

test('a run in which every test passed and something around them did not is no success', async () => {
  const outcome = await outcomeOf({
    'a.test.ts': `afterAll(() => { throw new Error('left something behind') })
    it('holds', () => expect(1).toBe(1))`,
  })
  expect(outcome).toEqual({ passed: 1, failed: 1, failures: ['a.test.ts: Error: left something behind'] })
})
