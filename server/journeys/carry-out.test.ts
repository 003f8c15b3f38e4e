import { afterAll, beforeAll, expect, it } from 'vitest'
import { aJourney, condition } from '../../test/builders/journey.ts'
import { happened, type JourneyLine, journeyLine } from '../../test/builders/journey-line.ts'
import { aContact } from '../../test/builders/person.ts'
import { freshDatabase } from '../../test/support/database.ts'

let database: Awaited<ReturnType<typeof freshDatabase>>
let line: JourneyLine
beforeAll(async () => {
  database = await freshDatabase()
  line = await journeyLine(database.connection)
})
afterAll(() => database.close())

it('tells a walk in the order it was decided in, though the clock stands still and its lines are written side by side', async () => {
  const [contact] = await line.knows(aContact('ct_order', line.clock.now()).following().build())
  await line.publish(
    aJourney()
      .tag('先')
      .when(condition('follows-oa'))
      .tag('后')
      .waitFor('menu.clicked')
      .tag('末')
      .when(condition('follows-oa'))
      .build(),
  )
  await line.react([{ contact: contact!, event: happened('contact.followed') }])
  await line.react([{ contact: contact!, event: happened('menu.clicked', { key: 'HELP' }) }])
  const { items } = await line.events.page({ contact: contact!.id, limit: 20 })
  const told = items.map((event) => ('tag' in event ? event.tag : 'node' in event ? event.node : event.name)).reverse()
  expect(told).toEqual([
    'journey.entered',
    '先',
    'yes-no-2',
    '后',
    'wait-for-event-4',
    '末',
    'yes-no-6',
    'journey.left',
  ])
})
