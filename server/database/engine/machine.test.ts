import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { debianMirror, makePassable, platformOf } from './machine.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'weilu-machine-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const PLATFORMS: { platform: string; arch: string; possible: boolean }[] = [
  { platform: 'linux', arch: 'x64', possible: true },
  { platform: 'linux', arch: 'arm64', possible: true },
  { platform: 'linux', arch: 'ia32', possible: false },
  { platform: 'darwin', arch: 'arm64', possible: false },
  { platform: 'win32', arch: 'x64', possible: false },
]
test.each(PLATFORMS)('the engine on $platform/$arch: $possible', ({ platform, arch, possible }) => {
  expect(platformOf(platform, arch) !== undefined).toBe(possible)
})

describe('the Debian mirror', () => {
  const OLD = 'deb http://mirror.example/debian bookworm main\n'
  const NEW = 'Types: deb\nURIs: https://other.example/debian/\nSuites: trixie\n'
  const CASES: { name: string; given?: string; files: Record<string, string>; mirror: string | undefined }[] = [
    {
      name: 'what DEBIAN_MIRROR names goes first',
      given: 'http://mine/debian',
      files: { 'sources.list': OLD },
      mirror: 'http://mine/debian',
    },
    { name: 'sources.list', files: { 'sources.list': OLD }, mirror: 'http://mirror.example/debian' },
    { name: 'a .sources file', files: { 'sources.list.d/a.sources': NEW }, mirror: 'https://other.example/debian/' },
    { name: 'not a comment', files: { 'sources.list': `# ${OLD}` }, mirror: undefined },
    {
      name: 'not the security archive',
      files: { 'sources.list': 'deb http://x.example/debian-security a main\n' },
      mirror: undefined,
    },
    { name: 'not a file apt does not read', files: { 'sources.list.d/a.disabled': OLD }, mirror: undefined },
    { name: 'none on a machine without apt', files: {}, mirror: undefined },
  ]
  test.each(CASES)('$name', ({ given, files, mirror }) => {
    mkdirSync(join(folder, 'sources.list.d'))
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
    // An empty name is what an unset DEBIAN_MIRROR is, whatever this machine's is.
    expect(debianMirror(given ?? '', folder)).toBe(mirror)
  })
})

test('a folder that others could write to is tightened', () => {
  chmodSync(folder, 0o777)
  makePassable(folder)
  expect(statSync(folder).mode & 0o066).toBe(0)
})
