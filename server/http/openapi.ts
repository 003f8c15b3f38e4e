import { z } from 'zod'
import * as accounts from '../../shared/api/accounts.ts'
import * as contacts from '../../shared/api/contacts.ts'
import * as errors from '../../shared/api/errors.ts'
import * as journeys from '../../shared/api/journeys.ts'
import * as mini from '../../shared/api/mini.ts'
import * as staff from '../../shared/api/staff.ts'
import * as system from '../../shared/api/system.ts'
import * as journey from '../../shared/journey/journey.ts'
import type { Route } from './define-route.ts'

type Json = Record<string, unknown>

/** The names the shared schemas have in code are their names in the document. */
const names = new Map<unknown, string>(
  [accounts, contacts, errors, journeys, mini, staff, system, journey].flatMap((file) =>
    Object.entries(file).flatMap(([name, value]) => (value instanceof z.ZodType ? [[value, name] as const] : [])),
  ),
)

const security: Record<Route['auth'], Json[]> = {
  anyone: [],
  viewer: [{ session: [] }, { apiToken: [] }],
  manager: [{ session: [] }, { apiToken: [] }],
  admin: [{ session: [] }, { apiToken: [] }],
  staff: [{ staffToken: [] }],
  follower: [{ miniToken: [] }],
  bot: [{ botToken: [] }],
}

const bearer = (description: string) => ({ type: 'http', scheme: 'bearer', description })
const securitySchemes = {
  session: { type: 'apiKey', in: 'cookie', name: 'weilu_session' },
  apiToken: bearer('API_TOKEN: the rights of an administrator'),
  staffToken: bearer('Token of POST /api/v1/staff/session'),
  miniToken: bearer('Token of POST /api/v1/mini/session'),
  botToken: bearer('Made from SECRET_KEY; only the Wechaty process has it'),
}

const DEFINITION = '#/components/schemas/JourneyDefinition'
const NODE = '#/components/schemas/JourneyNodeOfKind'

/** A date is a Date in code and ISO text on the wire; a journey's definition is described once, by its node kinds. */
const jsonSchema = (schema: z.ZodType, io: 'input' | 'output'): Json => {
  const { $schema, ...rest } = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    override({ zodSchema, jsonSchema }) {
      if (zodSchema._zod.def.type === 'date') Object.assign(jsonSchema, { type: 'string', format: 'date-time' })
      if (zodSchema === journey.JourneyNode) replace(jsonSchema, { $ref: NODE })
      if (zodSchema === journey.JourneyDefinition && !Object.is(zodSchema, schema))
        replace(jsonSchema, { $ref: DEFINITION })
    },
  })
  return rest
}

function replace(target: object, content: object) {
  for (const key of Object.keys(target)) Reflect.deleteProperty(target, key)
  Object.assign(target, content)
}

/** A schema's own `#/$defs/…` pointers keep working where it is put inside the document. */
function movedTo(pointer: string, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((entry) => movedTo(pointer, entry))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) =>
      key === '$ref' && typeof entry === 'string' && entry.startsWith('#') && !entry.startsWith('#/components/')
        ? [key, pointer + entry.slice(1)]
        : [key, movedTo(pointer, entry)],
    ),
  )
}

function createComponents() {
  const schemas: Record<string, unknown> = {}
  const put = (name: string, schema: Json) => {
    const pointer = `#/components/schemas/${name}`
    schemas[name] = movedTo(pointer, schema)
    return { $ref: pointer }
  }
  return {
    schemas,
    put,
    refer(schema: z.ZodType, io: 'input' | 'output', otherwise: string) {
      return put(names.get(schema) ?? otherwise, jsonSchema(schema, io))
    },
  }
}

type Components = ReturnType<typeof createComponents>

const operationId = ({ method, path }: Route) =>
  `${method.toLowerCase()}${path
    .replace(/^\/api\/v1/, '')
    .split(/[^A-Za-z0-9]+/)
    .filter(Boolean)
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join('')}`

const Properties = z.object({
  properties: z.record(z.string(), z.record(z.string(), z.unknown())),
  required: z.array(z.string()).default([]),
})

function parameters(place: 'path' | 'query', schema: z.ZodType | null): Json[] {
  if (schema === null) return []
  const { properties, required } = Properties.parse(jsonSchema(schema, 'input'))
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: property,
  }))
}

function requestBody(route: Route, components: Components): Json {
  if (route.upload !== null) {
    const content = Object.fromEntries(route.upload.map((type) => [type, { schema: { type: 'string' } }]))
    return { requestBody: { required: true, content } }
  }
  if (route.described === null) return {}
  const schema = components.refer(route.described, 'input', `${operationId(route)}Body`)
  return { requestBody: { required: true, content: { 'application/json': { schema } } } }
}

function reply(route: Route, components: Components): Json {
  if (route.reply === null) return { description: 'Done' }
  if (!(route.reply instanceof z.ZodType)) {
    return { description: route.reply.note, content: { [route.reply.contentType]: { schema: { type: 'string' } } } }
  }
  const schema = components.refer(route.reply, 'output', `${operationId(route)}Reply`)
  return { description: 'The answer', content: { 'application/json': { schema } } }
}

function operation(route: Route, components: Components): Json {
  const failure = { $ref: '#/components/schemas/ApiError' }
  return {
    operationId: operationId(route),
    summary: route.summary,
    tags: [route.path.replace(/^\/api\/v1\//, '').split('/')[0] ?? ''],
    'x-weilu-needs': route.auth,
    security: security[route.auth],
    parameters: [...parameters('path', route.params), ...parameters('query', route.query)],
    ...requestBody(route, components),
    responses: {
      [route.status]: reply(route, components),
      default: { description: 'What went wrong', content: { 'application/json': { schema: failure } } },
    },
  }
}

/** A node of a definition: one shape per kind, so that a program can check a journey before it posts it. */
function describeDefinition(nodeKinds: readonly { type: string; settings: Json }[], components: Components) {
  components.put('JourneyDefinition', jsonSchema(journey.JourneyDefinition, 'input'))
  for (const { type, settings } of nodeKinds) components.put(`NodeSettings.${type}`, settings)
  components.schemas.JourneyNodeOfKind = {
    description: 'What `nodes` of a JourneyDefinition hold, by their type.',
    oneOf: nodeKinds.map(({ type }) => ({
      type: 'object',
      required: ['id', 'type', 'settings', 'exits'],
      properties: {
        id: { type: 'string' },
        type: { const: type },
        settings: { $ref: `#/components/schemas/NodeSettings.${type}` },
        exits: { type: 'object', additionalProperties: { type: 'string' } },
      },
    })),
  }
}

/** The API's description, made from the same objects the router runs. */
export function describeApi(given: {
  routes: readonly Route[]
  publicUrl: string
  version: string
  nodeKinds: readonly { type: string; settings: Json }[]
}) {
  const components = createComponents()
  components.refer(errors.ApiError, 'output', 'ApiError')
  const paths: Record<string, Json> = {}
  for (const route of given.routes) {
    const path = route.path.replace(/:([A-Za-z]+)/g, '{$1}')
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(route, components) }
  }
  describeDefinition(given.nodeKinds, components)
  return {
    openapi: '3.1.0',
    info: { title: 'Weilu 微路', version: given.version },
    servers: [{ url: given.publicUrl }],
    paths,
    components: { schemas: components.schemas, securitySchemes },
  }
}
