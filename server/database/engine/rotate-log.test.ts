import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { rotateLog } from './rotate-log.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'weilu-log-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('a log that grew too long starts anew under its writer, and its old part is kept', () => {
  const file = join(folder, 'log')
  const writer = openSync(file, 'a')
  writeSync(writer, 'old')
  rotateLog(file, 4)
  writeSync(writer, 'er')
  rotateLog(file, 4)
  writeSync(writer, 'new')
  closeSync(writer)
  expect([readFileSync(`${file}.1`, 'utf8'), readFileSync(file, 'utf8')]).toEqual(['older', 'new'])
})

test('a log that is not there yet is no trouble', () => {
  expect(() => rotateLog(join(folder, 'none'))).not.toThrow()
})
