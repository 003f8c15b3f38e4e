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

it('names the node behind each tag, message and alert, and behind what was not sent', async () => {
  const [contact] = await line.knows(aContact('ct_cause', line.clock.now()).following().build())
  const journey = await line.publish(
    aJourney().tag('意向').send('oa-customer-service').alert('有新线索').send('mini-subscribe').build(),
  )
  await line.react([{ contact: contact!, event: happened('contact.followed') }])
  await line.relay.sweep()
  const { items } = await line.events.page({ contact: contact!.id, kind: 'decision', limit: 20 })
  const causes = items.flatMap((event) => ('cause' in event && event.cause?.journey === journey ? [event] : []))
  expect(new Set(causes.map(({ name, cause }) => `${name} ${cause?.node}`))).toEqual(
    new Set(['tag.added tag-1', 'message.sent send-2', 'message.skipped send-4']),
  )
  const own = line.alerts.filter((alert) => alert.journey === journey)
  expect(own.map(({ node }) => node)).toEqual(['alert-staff-3'])
})
