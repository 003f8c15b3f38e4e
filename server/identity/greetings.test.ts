import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Greeting } from '../../shared/contact.ts'
import type { DomainEvent } from '../../shared/events.ts'
import { EventId } from '../../shared/ids.ts'
import { joinGreetings, learnGreeting, withoutCode } from './greetings.ts'

const noon = new Date('2026-11-22T04:00:00Z')
const added = (more: object = {}): DomainEvent =>
  ({
    ...{ id: 'ev_1', at: noon, account: 'ac_corp', name: 'friend.added', staff: 'wang', state: null },
    ...{ welcomeCode: 'WC1', ...more },
  }) as DomainEvent
const until = new Date(noon.getTime() + 20_000)

describe('a welcome code', () => {
  it.each<[string, DomainEvent, object[]]>([
    [
      'opens a door for twenty seconds',
      added(),
      [{ at: 'member', account: 'ac_corp', until, state: 'open', code: 'WC1' }],
    ],
    ['that did not come is known to be none', added({ welcomeCode: null }), [{ at: 'member', state: 'none' }]],
    [
      'of 微信客服 opens the door of the desk',
      added({ name: 'service.entered', desk: 'wk1', scene: null }),
      [{ at: 'desk', state: 'open' }],
    ],
    ['of no connected app is nobody’s', added({ account: null }), []],
  ])('%s', (_what, event, expected) => expect(learnGreeting([], event)).toMatchObject(expected))

  it('is not told in the timeline', () => {
    expect(JSON.stringify(withoutCode(added()))).not.toContain('WC1')
    const plain = added({ welcomeCode: null })
    expect(withoutCode(plain)).toBe(plain)
  })

  it('that was used stays used when the same event is learned again', () => {
    const used = learnGreeting([], added()).map(({ event, at, account, until }): Greeting => {
      return { event, at, account, until, state: 'used' }
    })
    expect(learnGreeting(used, added())).toEqual(used)
    expect(joinGreetings(learnGreeting([], added()), used)).toEqual(used)
  })

  it('is joined the same in whatever order, and the newest three are remembered', () => {
    const greeting = fc
      .record({ id: fc.integer({ min: 0, max: 5 }), state: fc.constantFrom('open' as const, 'used' as const) })
      .map(({ id, state }): Greeting => {
        const at = new Date(noon.getTime() + id * 1000)
        const door = { event: EventId.parse(`ev_${id}`), at: 'member' as const, account: 'ac_corp', until: at }
        return state === 'open' ? { ...door, state, code: `WC${id}` } : { ...door, state }
      })
    const many = fc.array(greeting, { maxLength: 6 })
    fc.assert(
      fc.property(many, many, (ours, theirs) => {
        const [a, b] = [joinGreetings([], ours), joinGreetings([], theirs)]
        const joined = joinGreetings(a, b)
        expect(joined).toEqual(joinGreetings(b, a))
        expect(joined).toEqual(joinGreetings([], [...ours, ...theirs]))
        expect(joined.length).toBeLessThanOrEqual(3)
      }),
    )
  })
})
