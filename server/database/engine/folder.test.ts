import { chmodSync, existsSync, mkdtempSync, realpathSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { placeData, runFolder } from './folder.ts'
import { isRoot } from './machine.ts'

let base = ''
beforeEach(() => {
  base = mkdtempSync(join(realpathSync(tmpdir()), 'weilu-folder-'))
  chmodSync(base, 0o711)
})
afterEach(() => rmSync(base, { recursive: true, force: true }))

test('the data lies in the data folder', () => {
  const home = join(base, 'a/db')
  expect(placeData(home)).toEqual({ folder: home, watched: [home], note: undefined })
})

test.runIf(isRoot())("root's data lies elsewhere when nobody cannot enter, is found again, also after a move", () => {
  const elsewhere = join(base, 'elsewhere')
  const closed = join(base, 'closed')
  const first = placeData(join(closed, 'x/db'), elsewhere)
  chmodSync(join(closed, 'x'), 0o700)
  rmSync(join(closed, 'x/db'), { recursive: true })
  const placed = placeData(join(closed, 'x/db'), elsewhere)
  expect(first.note).toBeUndefined()
  expect(placed.folder.startsWith(elsewhere)).toBe(true)
  expect(placed.note).toContain(placed.folder)
  expect(existsSync(placed.folder)).toBe(true)
  expect(placeData(join(closed, 'x/db'), elsewhere)).toEqual(placed)
  renameSync(join(closed, 'x'), join(closed, 'y'))
  expect(placeData(join(closed, 'y/db'), elsewhere).folder).toBe(placed.folder)
})

test('the path of the socket is short enough however long the data folder is', () => {
  const { sockets, control } = runFolder(join('/', 'very-long-name'.repeat(30)))
  expect(Math.max(join(sockets, '.s.PGSQL.5432').length, control.length)).toBeLessThan(100)
})
