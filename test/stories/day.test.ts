import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, inject, it } from 'vitest'
import { z } from 'zod'
import { differences } from '../../scripts/day/compare.ts'
import { expectDay } from '../../scripts/day/expect.ts'
import { planDay } from '../../scripts/day/plan.ts'
import { createRandom } from '../../server/sandbox/world/random.ts'

const program = fileURLToPath(new URL('../../scripts/day.ts', import.meta.url))
const MAY_TAKE_MS = 240_000

const Report = z.object({
  posted: z.object({ callbacks: z.number(), answers: z.record(z.string(), z.number()) }),
  totals: z.record(z.string(), z.number()),
  ackMs: z.object({ p99: z.number(), count: z.number() }),
  eventToSendMs: z.record(z.string(), z.object({ count: z.number() })),
  differences: z.array(z.object({ name: z.string(), expected: z.string(), found: z.number() })),
})

function day(...args: string[]): Promise<{ code: number | string; report: z.infer<typeof Report> }> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, MONGODB_URI: inject('mongodbUri') }
    execFile(
      process.execPath,
      ['--import', 'tsx', program, '--json', ...args],
      { env, timeout: MAY_TAKE_MS, maxBuffer: 1 << 24 },
      (error, stdout, stderr) => {
        const last = stdout.trim().split('\n').at(-1) ?? ''
        if (!last.startsWith('{')) reject(new Error(`the day printed no report:\n${stderr.slice(-2000)}`))
        else resolve({ code: error?.code ?? 0, report: Report.parse(JSON.parse(last)) })
      },
    )
  })
}

describe('a day of real-shaped traffic', () => {
  it('ends with every total that the generator expected', { timeout: MAY_TAKE_MS }, async () => {
    const { code, report } = await day('--followers', '200', '--seed', '7')
    expect(report.differences).toEqual([])
    expect(code).toBe(0)
    expect(report.totals).toMatchObject({ 'inbox: unknown': expect.any(Number), merges: expect.any(Number) })
    expect(report.totals['repeated']).toBeGreaterThan(20)
    expect(report.totals['refused: signature']).toBe(2)
    expect(report.eventToSendMs['oa-reply']?.count).toBeGreaterThan(50)
    expect(Object.keys(report.posted.answers).sort()).toEqual(['200', '400', '403', '404', '413'])
  })

  it('ends with a failure that names the total when one is not as expected', { timeout: MAY_TAKE_MS }, async () => {
    const { code, report } = await day('--followers', '20', '--seed', '3', '--expect-contacts', '1')
    expect(code).toBe(1)
    expect(report.differences).toEqual([{ name: 'contacts', expected: '1', found: expect.any(Number) }])
  })

  it('is the same day for the same seed, and another for another', () => {
    const plan = (seed: number) => JSON.stringify(planDay(300, createRandom(seed)))
    expect(plan(7)).toBe(plan(7))
    expect(plan(7)).not.toBe(plan(8))
  })

  it('draws every kind of deed, merges, repeats and leavers', () => {
    const plan = planDay(2000, createRandom(7))
    const kinds = new Set(plan.stories.flatMap(({ deeds }) => deeds.map(({ kind }) => kind)))
    expect(kinds.size).toBe(25)
    expect(plan.sequence.some(({ repeat }) => repeat)).toBe(true)
    const expected = expectDay(plan, 1)
    expect(expected['merges']?.most).toBeGreaterThan(0)
    for (const name of ['unknown kept', 'repeated', 'sent: wecom-app', 'refused: doctype']) {
      expect(expected[name]?.least, name).toBeGreaterThan(0)
    }
  })
})

describe('the comparison', () => {
  const expected = { contacts: { least: 3, most: 3 }, sent: { least: 1, most: 2 } }
  it.each([
    { name: 'exact totals and a total inside its bounds', found: { contacts: 3, sent: 2 }, wrong: [] },
    { name: 'a total that is off', found: { contacts: 4, sent: 1 }, wrong: ['contacts'] },
    { name: 'a total below its bounds', found: { contacts: 3, sent: 0 }, wrong: ['sent'] },
    { name: 'a total that nobody counted', found: { sent: 1 }, wrong: ['contacts'] },
  ])('says of $name what is different', ({ found, wrong }) => {
    expect(differences(expected, found).map(({ name }) => name)).toEqual(wrong)
  })
  it('names two counts of one thing that disagree', () => {
    const pair = { name: 'cards', one: 5, other: 4 }
    expect(differences({}, {}, [pair])).toEqual([{ name: 'cards', expected: '5', found: 4 }])
  })
})
