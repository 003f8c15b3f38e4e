import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { ownFolder } from './own-folder.ts'

const base = mkdtempSync(join(tmpdir(), 'weilu-own-'))
afterAll(() => rmSync(base, { recursive: true }))

it('gives a data folder to one start at a time, by whatever path, and another folder to another', async () => {
  symlinkSync(base, join(base, 'other-path'))
  expect(await ownFolder(join(base, 'data'))).toBe(true)
  expect(await ownFolder(join(base, 'data'))).toBe(false)
  expect(await ownFolder(join(base, 'other-path/data'))).toBe(false)
  expect(await ownFolder(join(base, 'more/data'))).toBe(true)
})

it('gives the folder of a start that was killed to the next', async () => {
  const folder = join(base, 'killed')
  const code = `
    import { ownFolder } from ${JSON.stringify(new URL('./own-folder.ts', import.meta.url).href)}
    console.log(await ownFolder(${JSON.stringify(folder)}))
    setInterval(() => undefined, 1000)`
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', code])
  expect(String((await once(child.stdout, 'data'))[0])).toBe('true\n')
  expect(await ownFolder(folder)).toBe(false)
  const exited = once(child, 'exit')
  child.kill('SIGKILL')
  await exited
  expect(await ownFolder(folder)).toBe(true)
})
