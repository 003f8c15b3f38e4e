import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { z } from 'zod'

/**
 * A person types one message after the other. Everybody who wants to send stands in one line, in the order of first
 * asking; who is near the front waits here, who is far back is told when to ask again and keeps the place. A cap for any
 * 24 hours outlives a restart. Runs on the machine's clock: WeChat watches that one.
 */
export type Pace = { gapMs: readonly [shortest: number, longest: number]; dailyCap: number }
export type Turn = { kind: 'go'; inMs: number } | { kind: 'later'; at: Date; why: 'rhythm' | 'cap' }

const PATIENCE_MS = 12_000
const DAY_MS = 86_400_000
/** Who was told a time and did not come back by then and so long, has left the line. */
const FORGOTTEN_MS = 10 * 60_000

export function createRhythm({
  pace,
  file,
  random = Math.random,
}: {
  pace: Pace
  file: string
  random?: () => number
}) {
  const sent = readTimes(file)
  const line = new Map<string, number>()
  let lastGo = 0
  const [shortest, longest] = pace.gapMs
  const gap = () => shortest + random() * (longest - shortest)
  const usual = (shortest + longest) / 2

  function write(): void {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(`${file}.new`, JSON.stringify(sent))
    renameSync(`${file}.new`, file)
  }

  return {
    /** `key` names who asks, so that asking again keeps the place. */
    turn(key: string, now: Date): Turn {
      const time = now.getTime()
      while (sent[0] !== undefined && sent[0] <= time - DAY_MS) sent.shift()
      const oldest = sent[0]
      if (sent.length >= pace.dailyCap && oldest !== undefined) {
        line.delete(key)
        return { kind: 'later', at: new Date(oldest + DAY_MS), why: 'cap' }
      }
      for (const [one, promised] of line) if (promised + FORGOTTEN_MS < time) line.delete(one)
      if (!line.has(key)) line.set(key, time)
      const before = [...line.keys()].indexOf(key)
      const at = Math.max(time, lastGo + gap()) + before * usual
      if (at - time > PATIENCE_MS) {
        line.set(key, at)
        return { kind: 'later', at: new Date(at), why: 'rhythm' }
      }
      line.delete(key)
      lastGo = at
      // Counted before it is said: a crash in between costs one place, never one too many.
      sent.push(at)
      write()
      return { kind: 'go', inMs: at - time }
    },
  }
}
export type Rhythm = ReturnType<typeof createRhythm>

function readTimes(file: string): number[] {
  try {
    return z.array(z.number()).parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  }
}
