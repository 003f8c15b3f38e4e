import { expect, it } from 'vitest'
import { createServerClock } from './server-clock.ts'

const machine = Date.parse('2026-11-24T02:00:00Z')
const told = (...headers: (string | null)[]) => {
  const clock = createServerClock(() => machine)
  for (const header of headers) clock.hear(header)
  return clock.now().toISOString()
}

it.each([
  ['the machine’s own before any answer', [], '2026-11-24T02:00:00.000Z'],
  ['the server’s when it is days ahead', ['2026-11-26T02:00:00Z'], '2026-11-26T02:00:00.000Z'],
  ['the server’s when the machine runs fast', ['2026-11-24T01:00:00Z'], '2026-11-24T01:00:00.000Z'],
  ['the machine’s for the time an answer takes', ['2026-11-24T01:59:58Z'], '2026-11-24T02:00:00.000Z'],
  ['the last told when an answer tells nothing', ['2026-11-26T02:00:00Z', null, 'soon'], '2026-11-26T02:00:00.000Z'],
])('is %s', (_name, headers, expected) => expect(told(...headers)).toBe(expected))
