import { expect, test } from 'vitest'
import { createElasticClock } from './clock.ts'

test('what an elastic clock is ahead is what it jumped, though the machine moves on between any two looks at it', () => {
  let machineMs = Date.UTC(2026, 10, 22)
  const clock = createElasticClock(1, { now: () => new Date(machineMs++) })
  expect(clock.ahead()).toBe(0)
  clock.jump(172_800_000)
  expect(clock.ahead()).toBe(172_800_000)
  clock.jump(1000)
  expect(clock.ahead()).toBe(172_801_000)
})

test('an elastic clock runs as fast as it is told, from where it stands', () => {
  let machineMs = 0
  const clock = createElasticClock(60, { now: () => new Date(machineMs) })
  machineMs = 1000
  expect(clock.now()).toEqual(new Date(60_000))
  clock.setSpeed(1)
  machineMs = 3000
  expect(clock.now()).toEqual(new Date(62_000))
  expect(clock.ahead()).toBe(59_000)
})
