import pino from 'pino'
import { expect, it } from 'vitest'
import { identityKey } from '../../shared/contact.ts'
import { DomainEvent } from '../../shared/events.ts'
import type { Incoming } from '../../shared/incoming.ts'
import { createEnrich, type Known } from './enrich.ts'

const friend = (person: string, welcomeCode: string | null): Incoming => ({
  event: DomainEvent.parse({
    id: 'evt_1',
    name: 'friend.added',
    at: new Date('2026-03-01T08:00:00Z'),
    account: 'ac_1',
    staff: 'shen',
    state: null,
    welcomeCode,
  }),
  claims: [{ key: identityKey('wecom', 'corp', person), strength: 'platform', source: 'wecom.callback' }],
  facts: {},
})

it('waits for a slow platform, but not when a welcome code came with the batch', async () => {
  let tell: (known: ReadonlyMap<string, Known>) => void = () => undefined
  const answer = new Promise<ReadonlyMap<string, Known>>((resolve) => {
    tell = resolve
  })
  const enrich = createEnrich({
    lookUp: {
      followers: async () => new Map(),
      customers: () => answer,
      visitors: async () => new Map(),
      effectsOf: async () => new Map(),
    },
    log: pino({ level: 'silent' }),
    patienceMs: 1,
  })
  const unhurried = enrich([friend('wm1', null)])
  expect(await enrich([friend('wm2', 'CODE')])).toEqual([friend('wm2', 'CODE')])
  tell(new Map([['wm1', { claims: [], facts: { name: '沈女士' } }]]))
  expect(await unhurried).toMatchObject([{ facts: { name: '沈女士' } }])
})
