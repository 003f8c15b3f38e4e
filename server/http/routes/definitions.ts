import { z } from 'zod'
import { Attributes, DefinitionUses, EventDefinitions, ObjectTypes } from '../../../shared/api/definitions.ts'
import { AttributeInput, EventInput, ObjectInput, UnknownField } from '../../../shared/schema/definitions.ts'
import type { EditDefinitions } from '../../schema/edit-definitions.ts'
import { managers, viewers } from '../auth.ts'
import { defineRoute } from '../define-route.ts'

export type DefinitionNeeds = EditDefinitions & {
  readAttributes(): Promise<Attributes>
  readEvents(): Promise<EventDefinitions>
  readObjectTypes(): Promise<ObjectTypes>
  forgetUnknown(field: Pick<UnknownField, 'kind' | 'owner' | 'name'>): Promise<void>
}

const params = z.object({ name: z.string().min(1).max(60) })
/** `confirm=1`: whoever asks was told what uses it. */
const Confirm = z.object({ confirm: z.literal('1').optional() })

export const definitionRoutes = (needs: DefinitionNeeds) => [
  ...attributeRoutes(needs),
  ...eventDefinitionRoutes(needs),
  ...objectTypeRoutes(needs),
  defineRoute({
    method: 'GET',
    path: '/api/v1/definitions/:name/uses',
    summary: 'Which journeys and segments name an attribute, an event or an object',
    auth: viewers,
    params,
    reply: DefinitionUses,
    answer: async ({ params: { name } }) => ({ items: await needs.usesOf(name) }),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/v1/unknown-fields/dismiss',
    summary: 'Take something unknown off the list until it is sent again',
    auth: managers,
    body: UnknownField.pick({ kind: true, owner: true, name: true }),
    reply: null,
    answer: ({ body }) => needs.forgetUnknown(body),
  }),
]

const attributeRoutes = (needs: DefinitionNeeds) => [
  defineRoute({
    method: 'GET',
    path: '/api/v1/attributes',
    summary: 'The attributes of people, and unknown ones that came from outside',
    auth: viewers,
    reply: Attributes,
    answer: () => needs.readAttributes(),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/v1/attributes',
    summary: 'Define an attribute; also how an unknown one is adopted',
    auth: managers,
    body: AttributeInput,
    reply: null,
    answer: ({ body }) => needs.addAttribute(body),
  }),
  defineRoute({
    method: 'PUT',
    path: '/api/v1/attributes/:name',
    summary: "Change an attribute's label, choices, place in the profile or precedence",
    auth: managers,
    params,
    body: AttributeInput,
    reply: null,
    answer: ({ params: { name }, body }) => needs.changeAttribute(name, body),
  }),
  defineRoute({
    method: 'DELETE',
    path: '/api/v1/attributes/:name',
    summary: 'Archive an attribute; refused with its uses until confirmed',
    auth: managers,
    params,
    query: Confirm,
    reply: null,
    answer: ({ params: { name }, query }) => needs.archiveAttribute(name, { confirmed: query.confirm === '1' }),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/v1/attributes/:name/restore',
    summary: 'Take an attribute out of the archive',
    auth: managers,
    params,
    reply: null,
    answer: ({ params: { name } }) => needs.restoreAttribute(name),
  }),
]

const eventDefinitionRoutes = (needs: DefinitionNeeds) => [
  defineRoute({
    method: 'GET',
    path: '/api/v1/event-definitions',
    summary: 'Custom events and their properties, and unknown ones that came from outside',
    auth: viewers,
    reply: EventDefinitions,
    answer: () => needs.readEvents(),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/v1/event-definitions',
    summary: 'Define a custom event; also how an unknown one is adopted',
    auth: managers,
    body: EventInput,
    reply: null,
    answer: ({ body }) => needs.addEvent(body),
  }),
  defineRoute({
    method: 'PUT',
    path: '/api/v1/event-definitions/:name',
    summary: "Change an event's label or properties",
    auth: managers,
    params,
    body: EventInput,
    reply: null,
    answer: ({ params: { name }, body }) => needs.changeEvent(name, body),
  }),
  defineRoute({
    method: 'DELETE',
    path: '/api/v1/event-definitions/:name',
    summary: 'Archive an event; refused with its uses until confirmed',
    auth: managers,
    params,
    query: Confirm,
    reply: null,
    answer: ({ params: { name }, query }) => needs.archiveEvent(name, { confirmed: query.confirm === '1' }),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/v1/event-definitions/:name/restore',
    summary: 'Take an event out of the archive',
    auth: managers,
    params,
    reply: null,
    answer: ({ params: { name } }) => needs.restoreEvent(name),
  }),
]

const objectTypeRoutes = (needs: DefinitionNeeds) => [
  defineRoute({
    method: 'GET',
    path: '/api/v1/object-types',
    summary: 'Custom objects, and fields of their rows that are not defined',
    auth: viewers,
    reply: ObjectTypes,
    answer: () => needs.readObjectTypes(),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/v1/object-types',
    summary: 'Define a custom object: its fields, its key, whose it is and when',
    auth: managers,
    body: ObjectInput,
    reply: null,
    answer: ({ body }) => needs.addObject(body),
  }),
  defineRoute({
    method: 'PUT',
    path: '/api/v1/object-types/:name',
    summary: 'Change an object; its key and the types of its fields stay',
    auth: managers,
    params,
    body: ObjectInput,
    reply: null,
    answer: ({ params: { name }, body }) => needs.changeObject(name, body),
  }),
  defineRoute({
    method: 'DELETE',
    path: '/api/v1/object-types/:name',
    summary: 'Archive an object: it takes no more rows; refused with its uses until confirmed',
    auth: managers,
    params,
    query: Confirm,
    reply: null,
    answer: ({ params: { name }, query }) => needs.archiveObject(name, { confirmed: query.confirm === '1' }),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/v1/object-types/:name/restore',
    summary: 'Take an object out of the archive',
    auth: managers,
    params,
    reply: null,
    answer: ({ params: { name } }) => needs.restoreObject(name),
  }),
]
