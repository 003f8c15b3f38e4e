import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { allNodeKinds } from '../../shared/journey/registry.ts'
import { freshDatabase } from '../../test/support/database.ts'
import { apiRoutes } from './routes.ts'
import { listenForTests, PUBLIC_URL, type TestApp } from './test-app.ts'

const Document = z.object({
  openapi: z.literal('3.1.0'),
  paths: z.record(z.string(), z.record(z.string(), z.looseObject({ operationId: z.string() }))),
  components: z.object({ schemas: z.record(z.string(), z.unknown()) }),
})

let app: TestApp
let document: z.output<typeof Document>
beforeAll(async () => {
  const nodes = allNodeKinds.map(({ type, label, hint, class: kind, settings }) => ({
    type,
    label,
    hint,
    class: kind,
    exits: [],
    settings: z.toJSONSchema(settings, { io: 'input', unrepresentable: 'any' }),
  }))
  app = await listenForTests(await freshDatabase(), {
    routes: {
      catalogue: { readCatalogue: async () => ({ nodes, conditions: [], channels: [], events: [], templates: [] }) },
    },
  })
  document = Document.parse(await (await app.call('GET', '/api/openapi.json')).json())
})
afterAll(() => app.close())

const refsIn = (value: unknown): string[] => {
  if (Array.isArray(value)) return value.flatMap(refsIn)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, entry]) =>
    key === '$ref' && typeof entry === 'string' ? [entry] : refsIn(entry),
  )
}

const at = (pointer: string) =>
  pointer
    .slice(2)
    .split('/')
    .reduce<unknown>((value, key) => (value instanceof Object ? Reflect.get(value, key) : undefined), document)

describe('the API’s description', () => {
  it('names every route the router has, and itself', () => {
    const described = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`),
    )
    const mounted = apiRoutes(app.routes, PUBLIC_URL).map(({ method, path }) => `${method} ${path}`)
    expect(described.sort()).toEqual(mounted.sort())
    expect(mounted).toContain('GET /api/openapi.json')
    expect(mounted.length).toBeGreaterThan(50)
  })

  it('gives no two operations one name', () => {
    const ids = Object.values(document.paths).flatMap((methods) => Object.values(methods).map((one) => one.operationId))
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('points only at what is in it', () => {
    const refs = refsIn(document)
    expect(refs.length).toBeGreaterThan(50)
    expect(refs.filter((ref) => at(ref) === undefined)).toEqual([])
  })

  it('describes a journey’s definition down to the settings of every node kind', () => {
    const { schemas } = document.components
    expect(JSON.stringify(schemas.NewJourney)).toContain('#/components/schemas/JourneyDefinition')
    expect(JSON.stringify(schemas.JourneyDefinition)).toContain('#/components/schemas/JourneyNodeOfKind')
    for (const { type } of allNodeKinds) expect(schemas).toHaveProperty([`NodeSettings.${type}`])
  })

  it('says that a date travels as text', () => {
    expect(JSON.stringify(document.components.schemas.JourneyPage)).toContain('"format":"date-time"')
  })
})
