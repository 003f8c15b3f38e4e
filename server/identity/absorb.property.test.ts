import fc from 'fast-check'
import { expect, it } from 'vitest'
import { ContactId } from '../../shared/ids.ts'
import type { Incoming } from '../../shared/incoming.ts'
import type { PrecedenceRules } from '../../shared/schema/precedence.ts'
import { crm, incoming, mini } from '../../test/support/people.ts'
import { absorb, survivorOf } from './absorb.ts'
import { emptyContact, learn } from './learn.ts'

const at = (second: number) => new Date(Date.UTC(2026, 10, 22, 3, 0, second))
const rules: PrecedenceRules = new Map([['newest', { by: 'newest' }]])
const whats = ['typed', 'imported', 'emptied', 'agreed by a list', 'refused by a list', 'refused in words'] as const
type Drawn = { what: (typeof whats)[number]; second: number; ours: boolean }

/** Addresses that look alike when they are masked: only whose word stands tells which is kept sealed. */
function factOf({ what, second }: Drawn): Incoming {
  const given = { id: `${what}:${second}`, at: at(second) }
  const said = `${what}${second}`
  const facts = {
    attributes: { usual: said, newest: said },
    email: { sealed: said, masked: 'a***@example.com' },
    idNumber: { key: said, sealed: said, masked: '3301**********1234' },
  }
  switch (what) {
    case 'typed':
      return incoming('form.submitted', [mini('x')], { ...given, facts })
    case 'imported':
      return incoming('crm.imported', [crm('x')], { ...given, facts })
    case 'emptied':
      return incoming('crm.imported', [crm('x')], {
        ...given,
        facts: { cleared: ['usual', 'newest', 'email', 'idNumber'] },
      })
    case 'agreed by a list':
      return incoming('crm.imported', [crm('x')], { ...given, facts: { consent: { 'mini-subscribe': 'granted' } } })
    case 'refused by a list':
      return incoming('crm.imported', [crm('x')], { ...given, facts: { consent: { sms: 'refused' } } })
    case 'refused in words':
      return incoming('message.received', [mini('x')], { ...given, event: { text: '退订' } })
  }
}

const record = (id: string, facts: readonly Incoming[], createdAt: Date) =>
  facts.reduce(
    (contact, one) => learn(contact, one, { attach: one.claims, tailsOf: () => [], now: at(59), rules }),
    emptyContact(ContactId.parse(id), createdAt),
  )
const essence = ({ attributes, email, idNumber, consent, tags }: ReturnType<typeof record>) => ({
  attributes: Object.entries(attributes).sort(),
  consent: Object.entries(consent).sort(),
  ...{ email, idNumber, tags },
})

it('two records that are joined know what one would have known, in whatever order each of them learned', () => {
  let emptied = 0
  fc.assert(
    fc.property(
      fc.uniqueArray(
        fc.record({
          what: fc.constantFrom(...whats),
          second: fc.integer({ min: 0, max: 9 }),
          ours: fc.boolean(),
        }),
        { minLength: 1, maxLength: 8, selector: ({ what, second }) => `${what}${second}` },
      ),
      fc.boolean(),
      (drawn, weAreOlder) => {
        const facts = drawn.map((one) => ({ fact: factOf(one), ours: one.ours }))
        const of = (side: boolean) => facts.filter(({ ours }) => ours === side).map(({ fact }) => fact)
        const ours = record('ct_a', of(true), at(weAreOlder ? 0 : 1))
        const theirs = record('ct_b', of(false), at(weAreOlder ? 1 : 0))
        const [stays, goes] = survivorOf(ours, theirs)
        const alone = record(
          'ct_a',
          [...facts].reverse().map(({ fact }) => fact),
          at(0),
        )
        expect(essence(absorb(stays, goes, at(59), rules))).toEqual(essence(alone))
        if (alone.provenance.usual !== undefined && alone.attributes.usual === undefined) emptied += 1
      },
    ),
    { numRuns: 600, seed: 20261130 },
  )
  expect(emptied).toBeGreaterThan(30)
})
