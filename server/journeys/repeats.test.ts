import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Contact } from '../../shared/contact.ts'
import type { DomainEvent } from '../../shared/events.ts'
import type { JourneyId } from '../../shared/ids.ts'
import type { JourneyDefinition } from '../../shared/journey/journey.ts'
import { aJourney } from '../../test/builders/journey.ts'
import { happened, type JourneyLine, journeyLine } from '../../test/builders/journey-line.ts'
import { aContact } from '../../test/builders/person.ts'
import { freshDatabase } from '../../test/support/database.ts'
import { createReactor } from './react.ts'

/** An event that is done again, because a worker died before it could say that it was done, changes nothing. */
let database: Awaited<ReturnType<typeof freshDatabase>>
let line: JourneyLine
let live: JourneyId[] = []
beforeAll(async () => {
  database = await freshDatabase()
  line = await journeyLine(database.connection)
})
afterEach(async () => {
  await Promise.all(live.map((id) => line.journeys.setState({ id, to: 'paused', now: line.clock.now() })))
  live = []
})
afterAll(() => database.close())

let people = 0
const person = async () => {
  const [contact] = await line.knows(aContact(`ct_again${++people}`, line.clock.now()).following().build())
  return contact!
}
const publish = async (definition: JourneyDefinition) => {
  const id = await line.publish(definition)
  live.push(id)
  return id
}
const said = (text = '1') => happened('message.received', { text, type: 'text' })
const clicked = () => happened('menu.clicked', { key: 'A' })
const onMessage = () => aJourney({ type: 'event-start', settings: { event: 'message.received' } })
const hour = { amount: 1, unit: 'hours' } as const

describe('an event done again', () => {
  it('starts no walk when somebody was inside as it arrived, though the timer ended that walk since', async () => {
    const contact = await person()
    await publish(onMessage().wait(hour).build())
    const [first, second] = [said(), said()]
    await line.react([{ contact, event: first }])
    line.clock.forward({ minutes: 30 })
    await line.react([{ contact, event: second }])
    line.clock.forward({ minutes: 30 })
    await line.sweepDue()
    await line.react([first, second].map((event) => ({ contact, event })))
    expect(await line.paths(contact)).toEqual(['start > wait-1 > (走完全程)'])
  })

  it('starts no walk when somebody was inside as it arrived, though a later event ended that walk', async () => {
    const contact = await person()
    await publish(onMessage().waitFor('menu.clicked').build())
    const events = [said(), said(), clicked()]
    for (const event of events) await line.react([{ contact, event }])
    await line.react(events.map((event) => ({ contact, event })))
    expect(await line.paths(contact)).toEqual(['start > wait-for-event-1:happened > (走完全程)'])
  })

  it('does not move a walk that waited for something else as it arrived', async () => {
    const contact = await person()
    await publish(aJourney().waitFor('menu.clicked').waitFor('message.received').build())
    await line.react([{ contact, event: happened('contact.followed') }])
    const events = [said(), clicked()]
    for (const event of events) await line.react([{ contact, event }])
    await line.react(events.map((event) => ({ contact, event })))
    expect(await line.paths(contact)).toEqual(['start > wait-for-event-1:happened > @wait-for-event-2'])
  })

  it('does not move a walk that began later with an event that had been put off', async () => {
    const contact = await person()
    await publish(onMessage().waitFor('menu.clicked').build())
    const react = createReactor(line.needs, line.runner)
    const [first, putOff, click] = [said(), said(), clicked()]
    await react([{ contact, event: first, order: 1, repeated: false }])
    await react([{ contact, event: click, order: 3, repeated: false }])
    await react([{ contact, event: putOff, order: 2, repeated: false }])
    await react([{ contact, event: click, order: 3, repeated: true }])
    expect((await line.paths(contact)).sort()).toEqual([
      'start > @wait-for-event-1',
      'start > wait-for-event-1:happened > (走完全程)',
    ])
  })

  it('does what it did not come to the first time', async () => {
    const contact = await person()
    await publish(onMessage().waitFor('menu.clicked').build())
    const events = [said(), clicked(), said()]
    const items = events.map((event) => ({ contact, event }))
    const dying = line.again({ enrollments: diesAt({ write: 2, done: false }) })
    await expect(dying.react(items)).rejects.toThrow('killed')
    expect(await line.paths(contact)).toEqual(['start > wait-for-event-1:happened > (走完全程)'])
    await line.react(items)
    expect((await line.paths(contact)).sort()).toEqual([
      'start > @wait-for-event-1',
      'start > wait-for-event-1:happened > (走完全程)',
    ])
  })

  it('lets nobody in at an occurrence that found them inside, though they left since', async () => {
    const contact = await person()
    await line.connection
      .collection('contacts')
      .updateOne({ _id: contact.id } as object, { $set: { 'attributes.again_on': '2026-11-23' } })
    const settings = { attribute: 'again_on', offsetDays: 0, at: '10:00' }
    const id = await publish(aJourney({ type: 'date-start', settings }).waitFor('menu.clicked').build())
    const [version] = (await line.journeys.live()).filter(({ journey }) => journey.id === id)
    await line.runner.begin([{ contact, version: version!, entry: 'earlier', event: null, order: 0, why: '手动加入' }])
    line.clock.set('2026-11-23T02:00:00Z')
    expect(await line.schedules()).toBe(0)
    line.clock.forward({ minutes: 1 })
    await line.react([{ contact, event: clicked() }])
    // The sweep was cut off before it could note how far it came.
    await line.connection
      .collection('journeys')
      .updateOne({ _id: id } as object, { $set: { scheduledUntil: new Date('2026-11-22T02:00:00Z') } })
    expect(await line.schedules()).toBe(0)
  })
})

type Move = 'says' | 'clicks' | 'both' | 'an hour passes'
const LONG = 8
const pinned: Move[][] = [
  ['says', 'clicks'],
  ['says', 'says', 'clicks', 'says', 'an hour passes'],
  ['says', 'both', 'an hour passes', 'says', 'says'],
]
const seen = new Set<string>()

describe('any row of events and hours, with workers that die', () => {
  it.each(['once', 'every-time', 'after-exit'] as const)('goes as it goes without (%s)', async (policy) => {
    const definition = onMessage()
      .waitFor('menu.clicked')
      .wait(hour)
      .waitFor('message.received')
      .tag('B')
      .enters(policy)
      .build()
    const moves = fc.array(fc.constantFrom<Move>('says', 'says', 'clicks', 'both', 'an hour passes'), {
      maxLength: LONG,
    })
    const death = fc.record({ write: fc.integer({ min: 0, max: 3 }), done: fc.boolean() })
    const deaths = fc.array(death, { minLength: LONG, maxLength: LONG })
    await fc.assert(
      fc.asyncProperty(moves, deaths, async (moves, deaths) => {
        const id = await publish(definition)
        const [lucky, unlucky] = [await person(), await person()]
        const heard: { contact: Contact; event: DomainEvent }[] = []
        for (const [index, move] of moves.entries()) {
          line.clock.forward({ seconds: 1 })
          if (move === 'an hour passes') {
            line.clock.forward({ hours: 1 })
            await line.sweepDue()
            continue
          }
          const makes = move === 'says' ? [said] : move === 'clicks' ? [clicked] : [said, clicked, said]
          const of = (contact: Contact) => makes.map((make) => ({ contact, event: make() }))
          const batches = [of(lucky), of(unlucky)] as const
          await line.react(batches[0])
          await killed(batches[1], deaths[index]!)
          await line.react(batches[1])
          heard.push(...batches.flat())
        }
        const [straight, crooked] = [await line.paths(lucky), await line.paths(unlucky)]
        expect([...crooked].sort()).toEqual([...straight].sort())
        await line.react(heard)
        expect([await line.paths(lucky), await line.paths(unlucky)]).toEqual([straight, crooked])
        await line.journeys.setState({ id, to: 'paused', now: line.clock.now() })
        for (const path of straight) seen.add(path.replace(/.* > /, ''))
        if (straight.length > 1) seen.add('entered again')
      }),
      {
        numRuns: 10,
        seed: 20261122,
        examples: pinned.map((moves) => [moves, Array(LONG).fill({ write: 0, done: true })]),
      },
    )
  })

  it('was drawn with every place to stand, ends, new entries and deaths in it', () => {
    expect([...seen].sort()).toEqual([
      '(走完全程)',
      '@wait-2',
      '@wait-for-event-1',
      '@wait-for-event-3',
      'died',
      'entered again',
    ])
  })
})

/** The worker dies at this of its writes: before it, or when it was done and nobody had heard. */
type Death = { write: number; done: boolean }

function diesAt({ write, done }: Death): JourneyLine['enrollments'] {
  let left = write
  const mortal =
    <A extends unknown[], R>(call: (...given: A) => Promise<R>) =>
    async (...given: A): Promise<R> => {
      const last = left-- === 0
      const result = last && !done ? undefined : await call(...given)
      if (last || result === undefined) throw new Error('killed')
      return result
    }
  const { insert, commitSteps } = line.enrollments
  return { ...line.enrollments, insert: mortal(insert), commitSteps: mortal(commitSteps) }
}

async function killed(items: { contact: Contact; event: DomainEvent }[], death: Death): Promise<void> {
  try {
    await line.again({ enrollments: diesAt(death) }).react(items)
  } catch (error) {
    if (!(error instanceof Error && error.message === 'killed')) throw error
    seen.add('died')
  }
}
