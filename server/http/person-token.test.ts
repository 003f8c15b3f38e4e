import { expect, it } from 'vitest'
import { ContactId } from '../../shared/ids.ts'
import { createPersonTokens } from './person-token.ts'
import { createRateLimit } from './rate-limit.ts'

const now = new Date('2026-11-22T04:00:00Z')
const later = (seconds: number) => new Date(now.getTime() + seconds * 1000)
const contact = ContactId.parse('ct_1')
const tokens = createPersonTokens('k'.repeat(32))
const token = tokens.tokenOf({ contact, link: null }, later(60))

it('says who somebody is until it is too old', () => {
  expect(tokens.read(token, now)).toEqual({ contact, link: null })
  expect(tokens.read(tokens.tokenOf({ contact, link: 'abc' }, later(60)), now)).toEqual({ contact, link: 'abc' })
  expect(tokens.read(token, later(61))).toBeNull()
})

it.each([
  ['of another server', createPersonTokens('x'.repeat(32)).tokenOf({ contact, link: null }, later(60))],
  ['for another person', token.replace('ct_1', 'ct_2')],
  ['with a later end', token.replace(/\.(\w+)\./, '.zzzzzzz.')],
  ['cut short', token.slice(0, -1)],
  ['without a signature', token.slice(0, token.lastIndexOf('.'))],
  ['of noise', 'abc'],
])('says nothing when it is one %s', (_, given) => expect(tokens.read(given, now)).toBeNull())

it('lets so many through in a window, each name for itself', () => {
  const limit = createRateLimit({ allowed: 2, windowMs: 60_000 })
  expect([limit('a', now), limit('a', now), limit('b', now)]).toEqual([null, null, null])
  expect(limit('a', later(20))).toBe(40)
  expect(limit('a', later(60))).toBeNull()
})
