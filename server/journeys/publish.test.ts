import { afterAll, beforeAll, expect, it } from 'vitest'
import { JourneyId } from '../../shared/ids.ts'
import type { JourneyDefinition } from '../../shared/journey/journey.ts'
import { aJourney } from '../../test/builders/journey.ts'
import { stillClock } from '../../test/builders/journey-line.ts'
import { freshDatabase } from '../../test/support/database.ts'
import { createJourneysStore, type JourneysStore } from '../store/journeys.ts'
import { publishJourney } from './publish.ts'

let database: Awaited<ReturnType<typeof freshDatabase>>
let journeys: JourneysStore
const clock = stillClock()
beforeAll(async () => {
  database = await freshDatabase()
  journeys = createJourneysStore(database.connection)
})
afterAll(() => database.close())

let made = 0
const draft = async (definition: JourneyDefinition) => {
  const id = JourneyId.parse(`jn_p${++made}`)
  await journeys.create({ id, name: '旅程', definition, now: clock.now() })
  return id
}
const publish = (id: JourneyId) =>
  publishJourney({ journeys, clock, contentProblem: () => null, answersOf: () => null }, id)

it('publishes a sound draft as version 1, then 2, and keeps both', async () => {
  const id = await draft(aJourney().tag('一').build())
  expect(await publish(id)).toMatchObject({ version: 1 })
  await journeys.saveDraft({ id, name: '旅程', definition: aJourney().tag('二').build(), basedOn: 1, now: clock.now() })
  expect(await publish(id)).toMatchObject({ version: 2 })
  expect([...((await journeys.version(id, 1))?.journey.nodes.values() ?? [])][1]?.settings).toEqual({ add: ['一'] })
  expect(await journeys.remove(id)).toBe(false)
})

it('refuses a draft with an error and names the node', async () => {
  const id = await draft(aJourney().tag().build())
  await expect(publish(id)).rejects.toMatchObject({
    code: 'journey.invalid',
    status: 422,
    message: expect.stringContaining('节点「打标签」(tag-1)'),
    details: { problems: expect.arrayContaining([expect.objectContaining({ code: 'bad-settings', node: 'tag-1' })]) },
  })
  expect(await journeys.get(id)).toMatchObject({ state: 'draft', version: null })
  expect(await journeys.remove(id)).toBe(true)
})

it('refuses what is not there, and a draft that changed under its hands', async () => {
  await expect(publish(JourneyId.parse('jn_ghost'))).rejects.toMatchObject({ code: 'journey.not-found', status: 404 })
  const id = await draft(aJourney().tag('一').build())
  const stored = await journeys.get(id)
  await journeys.saveDraft({ id, name: '旅程', definition: aJourney().tag('二').build(), basedOn: 1, now: clock.now() })
  expect(await journeys.publish({ journey: stored!, now: clock.now() })).toBeNull()
})
