import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ApiError } from '../../../shared/api/errors.ts'
import { JourneyCounts, JourneyDetail, JourneyPage } from '../../../shared/api/journeys.ts'
import { freshDatabase } from '../../../test/support/database.ts'
import { createEnrollmentsStore } from '../../store/enrollments.ts'
import { createJourneysStore } from '../../store/journeys.ts'
import { listenForTests, type TestApp } from '../test-app.ts'
import { createJourneyReplies } from './journeys.ts'

let app: TestApp
let database: Awaited<ReturnType<typeof freshDatabase>>
let changes = 0
beforeAll(async () => {
  database = await freshDatabase()
  const replies = createJourneyReplies({
    journeys: createJourneysStore(database.connection),
    enrollments: createEnrollmentsStore(database.connection),
    clock: { now: () => new Date('2026-11-22T02:00:00Z') },
    readLintNeeds: async () => ({}),
    journeysChanged: () => {
      changes += 1
    },
  })
  app = await listenForTests(await freshDatabase(), { routes: { journeys: replies } })
})
afterAll(async () => {
  await app.close()
  await database.close()
})

const good = {
  entry: 'n1',
  nodes: [
    { id: 'n1', type: 'event-start', settings: { event: 'contact.followed' }, exits: { next: 'n2' } },
    { id: 'n2', type: 'exit', settings: {}, exits: {} },
  ],
}
const dangling = { entry: 'n1', nodes: [{ id: 'n1', type: 'nonsense', settings: {}, exits: {} }] }

const call = (method: string, path: string, body?: unknown) =>
  app.call(method, `/api/v1/journeys${path}`, { headers: app.bearer, ...(body === undefined ? {} : { body }) })
const codeOf = async (answer: Response) => [answer.status, ApiError.parse(await answer.json()).error.code]
async function make(definition: unknown, name = '新粉欢迎'): Promise<string> {
  const answer = await call('POST', '', { name, definition })
  expect(answer.status).toBe(201)
  const { id } = JourneyDetail.pick({ id: true }).parse(await answer.json())
  return `/${id}`
}

describe('a journey by API', () => {
  it('is drafted, published, paused and resumed, and says so in the list', async () => {
    const path = await make(good)
    const published = await call('POST', `${path}/publish`)
    expect([published.status, await published.json()]).toEqual([200, { version: 1 }])
    expect((await call('POST', `${path}/pause`)).status).toBe(204)
    const paused = JourneyPage.parse(await (await call('GET', '')).json())
    expect(paused.items).toMatchObject([{ name: '新粉欢迎', state: 'paused', version: 1, changedSincePublish: false }])
    expect((await call('POST', `${path}/resume`)).status).toBe(204)
    expect(changes).toBe(3)
  })

  it('counts nobody at each node of a version nobody entered', async () => {
    const path = await make(good)
    await call('POST', `${path}/publish`)
    expect(JourneyCounts.parse(await (await call('GET', `${path}/counts`)).json())).toEqual({
      version: 1,
      inside: 0,
      older: 0,
      nodes: [
        { node: 'n1', here: 0, passed: {} },
        { node: 'n2', here: 0, passed: {} },
      ],
    })
  })

  it('counts those who walk an older version at the nodes they stand at, and says how many they are', async () => {
    const tagged = { id: 'n3', type: 'tag', settings: { add: ['新粉'], remove: [] }, exits: { next: 'n2' } }
    const nodes = good.nodes.map((node) => (node.id === 'n1' ? { ...node, exits: { next: 'n3' } } : node))
    const path = await make({ ...good, nodes: [...nodes, tagged] })
    const walk = (contact: string, version: number, node: string | null) => ({
      ...{ contact, version, entry: contact, journey: path.slice(1), state: node === null ? 'left' : 'at' },
      ...(node === null ? {} : { node }),
      trail: [{ node: 'n1', exit: 'next' }],
    })
    await call('POST', `${path}/publish`)
    const saved = await call('PUT', path, { name: '新粉欢迎', definition: good, basedOn: 1 })
    expect(saved.status).toBe(200)
    await call('POST', `${path}/publish`)
    await database.connection
      .collection('enrollments')
      .insertMany([walk('ct_1', 1, 'n2'), walk('ct_2', 1, 'n3'), walk('ct_3', 2, 'n2'), walk('ct_4', 1, null)])
    expect(JourneyCounts.parse(await (await call('GET', `${path}/counts`)).json())).toEqual({
      version: 2,
      inside: 3,
      older: 2,
      nodes: [
        { node: 'n1', here: 0, passed: { next: 4 } },
        { node: 'n2', here: 2, passed: {} },
      ],
    })
  })

  it('with an error is refused at publishing, with every problem and its node', async () => {
    const path = await make(dangling)
    const answer = await call('POST', `${path}/publish`)
    const { error } = ApiError.parse(await answer.json())
    expect([answer.status, error.code]).toEqual([422, 'journey.invalid'])
    expect(JSON.stringify(error.details)).toContain('"node":"n1"')
  })

  it('saved by two people at once keeps the first and tells the second', async () => {
    const path = await make(good)
    const first = await call('PUT', path, { name: '改名', definition: good, basedOn: 1 })
    expect(JourneyDetail.parse(await first.json())).toMatchObject({ name: '改名', draftRevision: 2 })
    const second = await call('PUT', path, { name: '再改', definition: good, basedOn: 1 })
    expect(await codeOf(second)).toEqual([409, 'journey.stale-draft'])
  })

  it.each([
    ['GET', '/jn_nothing', 404, 'journey.not-found'],
    ['POST', '/jn_nothing/publish', 404, 'journey.not-found'],
    ['POST', '/jn_nothing/pause', 404, 'journey.not-found'],
    ['DELETE', '/jn_nothing', 404, 'journey.not-found'],
    ['GET', '/ct_1', 400, 'request.invalid'],
  ])('%s %s is answered %i %s', async (method, path, status, code) => {
    expect(await codeOf(await call(method, path))).toEqual([status, code])
  })

  it('can be deleted only while it is a draft', async () => {
    const draft = await make(good)
    const live = await make(good)
    await call('POST', `${live}/publish`)
    expect((await call('DELETE', draft)).status).toBe(204)
    expect(await codeOf(await call('DELETE', live))).toEqual([409, 'journey.published'])
  })

  it('that was never published cannot be paused', async () => {
    const path = await make(good)
    expect(await codeOf(await call('POST', `${path}/pause`))).toEqual([409, 'journey.not-published'])
  })
})
