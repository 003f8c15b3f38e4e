import { describe, expect, it } from 'vitest'
import type { DomainEvent } from '../../events.ts'
import { EventId } from '../../ids.ts'
import scoreStart from './score-start.ts'

const changed = (score: string, from: number, to: number, level: string): DomainEvent => ({
  ...{ id: EventId.parse('s1'), at: new Date(), account: null, name: 'score.changed' },
  ...{ score, from, to, level },
})

describe('a journey that begins with a score', () => {
  const starts = (settings: object, event: DomainEvent) => {
    const rule = scoreStart.starts?.(scoreStart.settings.parse(settings))
    return rule?.kind === 'event' && rule.accepts(event)
  }
  it.each([
    ['starts when it rises to the level', { score: 'intent' }, changed('intent', 30, 72, 'high'), true],
    ['does not start at a lower level', { score: 'intent' }, changed('intent', 30, 42, 'middle'), false],
    ['does not start by another score', { score: 'intent' }, changed('value', 30, 72, 'high'), false],
    ['does not start when it falls there', { level: 'middle' }, changed('intent', 72, 42, 'middle'), false],
    [
      'starts when it falls there, if that is asked',
      { way: 'fell', level: 'middle' },
      changed('intent', 72, 42, 'middle'),
      true,
    ],
    ['takes nothing at all for low', { way: 'fell', level: 'low' }, changed('intent', 42, 0, 'none'), true],
  ])('%s', (_name, settings, event, expected) => {
    expect(starts(settings, event)).toBe(expected)
  })
})
