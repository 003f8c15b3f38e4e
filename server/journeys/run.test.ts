import { afterAll, beforeAll, describe, expect, it } from 'vitest'
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

let people = 0
const person = async (shape = (one: ReturnType<typeof aContact>) => one.following()) => {
  const [contact] = await line.knows(shape(aContact(`ct_run${++people}`, line.clock.now())).build())
  return contact!
}

describe('the line from an event to a message', () => {
  it('walks, sends, tags and tells why', async () => {
    const contact = await person()
    const id = await line.publish(
      aJourney()
        .send('oa-customer-service')
        .when(condition('follows-oa'))
        .tag('新粉丝')
        .waitFor('menu.clicked')
        .tag('互动')
        .build(),
    )
    await line.react([{ contact, event: happened('contact.followed') }])
    expect(await line.paths(contact)).toEqual(['start > send-1 > yes-no-2:yes > tag-3 > @wait-for-event-4'])
    await line.relay.sweep()
    expect(line.sent).toMatchObject([{ channel: 'oa-customer-service', content: { text: '你好' } }])
    const clicked = happened('menu.clicked', { key: 'HELP' })
    await line.react([{ contact, event: clicked }])
    await line.react([{ contact, event: clicked }])
    expect(await line.paths(contact)).toEqual([
      'start > send-1 > yes-no-2:yes > tag-3 > wait-for-event-4:happened > tag-5 > (走完全程)',
    ])
    expect((await line.contacts.get(contact.id))?.tags).toEqual(['新粉丝', '互动'])
    const timeline = await line.timeline(contact)
    expect([...timeline].sort()).toEqual([
      'journey.entered',
      'journey.left',
      'journey.moved',
      'journey.moved',
      'message.sent',
      'tag.added',
      'tag.added',
    ])
    await line.journeys.setState({ id, to: 'paused', now: line.clock.now() })
  })
})
