import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { reachThrough } from '../../server/channels/deliver.ts'
import { AttributeValue, Contact } from '../../shared/contact.ts'
import { DomainEvent } from '../../shared/events.ts'
import { ContactId, EnrollmentId, JourneyId } from '../../shared/ids.ts'
import { seededDraw } from '../../shared/journey/draw.ts'
import { advance, tagged } from '../../shared/journey/engine.ts'
import { type Enrollment, JourneyDefinition, publishedJourney } from '../../shared/journey/journey.ts'
import { kindOf } from '../../shared/journey/registry.ts'
import { emptyDirectory } from '../../shared/segment/contract.ts'
import { nothingHappened } from '../../shared/segment/history.ts'
import { aContact } from '../builders/person.ts'

/**
 * A recorded walk: the version it ran on, who it was, and every wake with what came of it. Today's engine must take the
 * same way; a change that does not says why here, with a new record beside the old one.
 */
const History = z.object({
  about: z.string(),
  definition: JourneyDefinition,
  contact: Contact.partial().extend({ attributes: z.record(z.string(), AttributeValue).optional() }),
  wakes: z.array(
    z.object({
      at: z.coerce.date(),
      wake: z.union([z.literal('start'), z.literal('timer'), DomainEvent]),
      /** What the world had changed by then. */
      contact: Contact.partial().optional(),
      hops: z.array(z.string()),
      effects: z.array(z.string()),
      stands: z.string(),
    }),
  ),
})

const folder = new URL('./recorded/', import.meta.url)

describe.each(readdirSync(folder))('%s', (file) => {
  const history = History.parse(JSON.parse(readFileSync(new URL(file, folder), 'utf8')))
  it(`replays: ${history.about}`, () => {
    const journey = publishedJourney(JourneyId.parse('jn_1'), 1, history.definition)
    const [first] = history.wakes
    const begun = first?.at ?? new Date(0)
    let contact = { ...aContact('ct_1', begun).build(), ...history.contact } as Contact
    let walk: Enrollment = {
      ...{
        id: EnrollmentId.parse('en_1'),
        contact: ContactId.parse('ct_1'),
        journey: journey.id,
        version: 1,
        visit: 0,
      },
      ...{ enteredAt: begun, context: { event: null, staff: null }, state: 'at', node: journey.entry },
      ...{ arrivedAt: begun, until: null, awaits: [] },
    }
    for (const { at, wake, hops, effects, stands, contact: changed } of history.wakes) {
      contact = { ...contact, ...changed } as Contact
      const step = advance(
        journey,
        walk,
        wake === 'start'
          ? { kind: 'arrived', event: null }
          : wake === 'timer'
            ? { kind: 'timer', visit: walk.visit }
            : { kind: 'event', visit: walk.visit, event: wake },
        {
          ...{
            contact,
            history: nothingHappened,
            directory: emptyDirectory,
            now: at,
            timeZone: 'Asia/Shanghai',
            kindOf,
            reachOf: reachThrough,
          },
          drawFor: (enrollment, visit) => seededDraw(`${enrollment}:${visit}`),
        },
      )
      walk = step.enrollment
      contact = step.effects.reduce((person, { intent }) => tagged(person, intent), contact)
      expect(step.trail.map(({ node, exit }) => `${node}:${exit}`)).toEqual(hops)
      expect(step.effects.map(({ key, intent }) => `${key} ${intent.kind}`)).toEqual(effects)
      expect(walk.state === 'left' ? walk.reason : `${walk.node} until ${walk.until?.toISOString()}`).toBe(stands)
    }
  })
})
