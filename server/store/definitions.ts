import type mongoose from 'mongoose'
import { AttributeDefinition, EventDefinition, ObjectType } from '../../shared/schema/definitions.ts'
import { createDefinitionDocuments } from './definition-documents.ts'

/** Found by their names only. */
export const indexes = [] as const

export function createDefinitionsStore(connection: mongoose.Connection) {
  return {
    attributes: createDefinitionDocuments(connection, {
      collection: 'attribute_definitions',
      schema: AttributeDefinition,
    }),
    events: createDefinitionDocuments(connection, { collection: 'event_definitions', schema: EventDefinition }),
    objects: createDefinitionDocuments(connection, { collection: 'object_types', schema: ObjectType }),
  }
}
export type DefinitionsStore = ReturnType<typeof createDefinitionsStore>
