import { expect, it } from 'vitest'
import { eventOf, momentOf } from '../../../test/builders/moment.ts'
import segmentStart from './segment-start.ts'

const settings = segmentStart.settings.parse({ segment: 'sg_1' })
const leaving = segmentStart.settings.parse({ segment: 'sg_1', when: 'left' })
const accepts = (own: typeof settings, name: 'segment.entered' | 'segment.left', segment: string) => {
  const rule = segmentStart.starts?.(own)
  return rule?.kind === 'event' && rule.accepts(eventOf(name, { segment, title: '老客' }))
}

it.each([
  ['entering it', settings, 'segment.entered', 'sg_1', true],
  ['entering another', settings, 'segment.entered', 'sg_2', false],
  ['leaving it', settings, 'segment.left', 'sg_1', false],
  ['leaving it, when that was asked for', leaving, 'segment.left', 'sg_1', true],
  ['entering it, when leaving was asked for', leaving, 'segment.entered', 'sg_1', false],
] as const)('starts by %s: %#', (_name, own, name, segment, fits) => {
  expect(accepts(own, name, segment)).toBe(fits)
})

it('says which segment, as it was called then', () => {
  const event = eventOf('segment.entered', { segment: 'sg_1', title: '老客' })
  expect(segmentStart.run({ ...momentOf(settings), wake: { kind: 'arrived', event } })).toEqual({
    kind: 'go',
    exit: 'next',
    why: '进入了人群「老客」',
  })
})

it('refuses what is no segment', () => {
  expect(segmentStart.settings.safeParse({ segment: '老客' }).success).toBe(false)
})
