import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createRhythm } from './rhythm.ts'

const start = new Date('2026-03-01T08:00:00Z').getTime()
const at = (seconds: number) => new Date(start + seconds * 1000)
let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'weilu-rhythm-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))
const rhythmOf = (dailyCap = 100) =>
  createRhythm({
    pace: { gapMs: [4000, 4000], dailyCap },
    file: join(folder, 'sent.json'),
    random: () => 0.5,
  })

it('lets the first go at once and the next ones a pause after each other', () => {
  const rhythm = rhythmOf()
  expect(['a', 'b', 'c'].map((key) => rhythm.turn(key, at(0)))).toEqual([
    { kind: 'go', inMs: 0 },
    { kind: 'go', inMs: 4000 },
    { kind: 'go', inMs: 8000 },
  ])
})

it('tells who is far back when to ask again, and keeps the place for then', () => {
  const rhythm = rhythmOf()
  const keys = Array.from({ length: 12 }, (_, index) => `k${index}`)
  const turns = keys.map((key) => rhythm.turn(key, at(0)))
  const later = turns.flatMap((turn, index) => (turn.kind === 'later' ? [{ key: keys[index] ?? '', at: turn.at }] : []))
  expect(later.map((one) => (one.at.getTime() - start) / 1000)).toEqual([16, 20, 24, 28, 32, 36, 40, 44])
  for (const { key, at: when } of later) expect(rhythm.turn(key, when)).toEqual({ kind: 'go', inMs: 0 })
})

it('closes the place of who never came back', () => {
  const rhythm = rhythmOf()
  for (const key of ['a', 'b', 'c', 'd', 'gone']) rhythm.turn(key, at(0))
  expect(rhythm.turn('new', at(1000))).toEqual({ kind: 'go', inMs: 0 })
})

it('sends no more in any 24 hours than the cap, also after a restart', () => {
  rhythmOf(2).turn('a', at(0))
  rhythmOf(2).turn('b', at(60))
  expect(rhythmOf(2).turn('c', at(120))).toEqual({ kind: 'later', at: at(86_400), why: 'cap' })
  expect(rhythmOf(2).turn('c', at(86_400))).toEqual({ kind: 'go', inMs: 0 })
})
