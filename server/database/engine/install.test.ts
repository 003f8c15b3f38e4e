import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { everyTenth, installPrograms, programsRoot } from './install.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'weilu-install-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const installation = (progress: string[] = []) => ({
  folder,
  suite: 'testing',
  onProgress: (text: string) => void progress.push(text),
})
const fill = (work: string) => writeFileSync(join(work, 'root/program'), 'x')

test('of two installs at once one fetches and the other waits for it', async () => {
  const progress: string[] = []
  let fetched = 0
  const fetch = async (work: string) => {
    fetched++
    await expect.poll(() => progress.join()).toContain('waiting for another program')
    fill(work)
  }
  const both = await Promise.all([
    installPrograms(installation(progress), fetch),
    installPrograms(installation(progress), fetch),
  ])
  expect(fetched).toBe(1)
  expect(new Set(both.map(({ root }) => root))).toEqual(new Set([programsRoot(installation())]))
  expect(existsSync(join(programsRoot(installation()), 'program'))).toBe(true)
})

test('an install that failed leaves no programs, and the next one starts with an empty folder', async () => {
  const broken = async (work: string) => {
    writeFileSync(join(work, 'root/half'), 'x')
    throw new Error('the network went away')
  }
  await expect(installPrograms(installation(), broken)).rejects.toThrow('the network went away')
  expect(existsSync(programsRoot(installation()))).toBe(false)
  await installPrograms(installation(), async (work) => {
    expect(readdirSync(join(work, 'root'))).toEqual([])
    fill(work)
  })
  expect(readdirSync(folder)).toHaveLength(1)
})

test('programs that are there are not fetched again', async () => {
  await installPrograms(installation(), async (work) => fill(work))
  const never = async () => {
    throw new Error('fetched again')
  }
  await installPrograms(installation(), never)
})

test("of apt's progress each further ten percent is told once", () => {
  const told: number[] = []
  const hear = everyTenth((percent) => void told.push(percent))
  for (const percent of ['0', '4.2', '11.7', '12', '19.99', '35.1', '100.0'])
    hear(`dlstatus:1:${percent}:Retrieving file`)
  hear('pmstatus:dpkg:50:something else')
  expect(told).toEqual([10, 30, 100])
})
