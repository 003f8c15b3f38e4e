import { expect, it } from 'vitest'
import { eventOf } from '../../../test/builders/moment.ts'
import stageStart from './stage-start.ts'

it.each([
  ['entering it', {}, { from: '新客', to: '老客' }, true],
  ['entering another', {}, { from: '老客', to: '沉睡客' }, false],
  ['leaving it, when that was asked for', { when: 'left' }, { from: '老客', to: '沉睡客' }, true],
  ['fitting none any more, when leaving was asked for', { when: 'left' }, { from: '老客', to: null }, true],
])('starts by %s: %#', (_name, given, stages, fits) => {
  const rule = stageStart.starts?.(stageStart.settings.parse({ stage: '老客', ...given }))
  expect(rule?.kind === 'event' && rule.accepts(eventOf('stage.changed', stages))).toBe(fits)
})
