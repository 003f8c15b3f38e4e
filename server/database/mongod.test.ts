import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createLog } from '../kit/log.ts'
import { NotPossible } from './contract.ts'
import { findMongod, startDownloadedMongod, startInstalledMongod, versionIn } from './mongod.ts'

let base = ''
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'weilu-mongod-'))
})
afterEach(() => rmSync(base, { recursive: true, force: true }))

const surroundings = () => ({ folder: join(base, 'db'), log: createLog('silent'), onProgress: () => undefined })

function program(name: string, text: string, mode = 0o755): string {
  mkdirSync(join(base, name))
  const file = join(base, name, 'mongod')
  writeFileSync(file, `#!/bin/sh\n${text}\n`)
  chmodSync(file, mode)
  return file
}

test('the first mongod on the PATH that can be run is found', async () => {
  program('a', 'exit 0', 0o644)
  const file = program('b', 'exit 0')
  expect(await findMongod(['', join(base, 'none'), join(base, 'a'), join(base, 'b')].join(delimiter))).toBe(file)
})

test("the version is read off mongod's own words", () => {
  expect(versionIn('db version v7.0.14\nBuild Info: {}')).toBe('7.0.14')
  expect(versionIn('something else')).toBeUndefined()
})

const UNUSABLE: { name: string; script: string; says: string }[] = [
  { name: 'that is too old', script: 'echo db version v4.4.29', says: 'is MongoDB 4.4.29, older than 6.0' },
  { name: 'that does not run', script: 'exit 127', says: 'does not run' },
  { name: 'that is something else', script: 'echo hello', says: 'of an unknown version' },
]
test.each(UNUSABLE)('a mongod $name is passed over', async ({ script, says }) => {
  const file = program('x', script)
  const error: unknown = await startInstalledMongod(surroundings(), async () => file).catch((thrown) => thrown)
  expect(error).toBeInstanceOf(NotPossible)
  expect(String(error)).toContain(says)
})

test('no mongod at all is passed over', async () => {
  await expect(startInstalledMongod(surroundings(), async () => undefined)).rejects.toBeInstanceOf(NotPossible)
})

test('a download that fails is passed over', async () => {
  const offline = async () => {
    throw new NotPossible('mongod cannot be downloaded here (no network)')
  }
  await expect(startDownloadedMongod(surroundings(), offline)).rejects.toBeInstanceOf(NotPossible)
})
