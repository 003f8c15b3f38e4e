import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { membersOf, refresh, sourceOf } from './registry.ts'

const root = mkdtempSync(path.join(tmpdir(), 'weilu-registry-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

it('takes every file of a folder but tests, contracts and itself, sorted', () => {
  expect(
    membersOf(['wait.ts', 'send.ts', 'send.test.ts', 'index.gen.ts', 'contract.ts', 'note.md', 'oa/menu-click.ts']),
  ).toEqual(['oa/menu-click', 'send', 'wait'])
})

it('writes names that are identifiers', () => {
  expect(sourceOf(['oa/menu-click', 'exit', 'delete', '3d'], 'kinds')).toContain(
    'export const kinds = [oaMenuClick, exit, _delete, _3d] as const',
  )
})

it('says what is stale, writes it, and is then content', () => {
  const folder = path.join(root, 'shared/journey/nodes')
  mkdirSync(folder, { recursive: true })
  writeFileSync(path.join(folder, 'wait.ts'), 'export default {}')
  const target = path.join('shared/journey/nodes', 'index.gen.ts')
  expect(refresh(root, true)).toEqual([target])
  expect(refresh(root, true)).toEqual([target])
  expect(refresh(root, false)).toEqual([target])
  expect(refresh(root, true)).toEqual([])
  expect(readFileSync(path.join(root, target), 'utf8')).toContain("import wait from './wait.ts'")
  writeFileSync(path.join(folder, 'exit.ts'), 'export default {}')
  expect(refresh(root, true)).toEqual([target])
})
