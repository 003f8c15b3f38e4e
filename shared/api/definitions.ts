import { z } from 'zod'
import { AttributeDefinition, EventDefinition, ObjectType, UnknownField } from '../schema/definitions.ts'

/** GET /api/v1/attributes: what is defined, and what came from outside and waits to be adopted. */
export const Attributes = z.object({ items: z.array(AttributeDefinition), waiting: z.array(UnknownField) })
export type Attributes = z.infer<typeof Attributes>

/** GET /api/v1/event-definitions: `waiting` holds events, and properties of events that are defined. */
export const EventDefinitions = z.object({ items: z.array(EventDefinition), waiting: z.array(UnknownField) })
export type EventDefinitions = z.infer<typeof EventDefinitions>

/** GET /api/v1/object-types: with how many rows each has. */
export const ObjectTypes = z.object({
  items: z.array(ObjectType.extend({ rows: z.number().int() })),
  waiting: z.array(UnknownField),
})
export type ObjectTypes = z.infer<typeof ObjectTypes>

/** Where a definition is used: told before it is archived. */
/** What names other things, and what it is called. */
export const UseKind = z.enum(['journey', 'segment', 'tag', 'stage'])
export type UseKind = z.infer<typeof UseKind>
export const useWords: Record<UseKind, string> = {
  ...{ journey: '旅程', segment: '人群', tag: '标签规则', stage: '生命周期阶段' },
}
export const DefinitionUse = z.object({
  kind: UseKind,
  id: z.string(),
  name: z.string(),
  /** It is running: people are walking it, or it decides who is a member. */
  live: z.boolean(),
})
export type DefinitionUse = z.infer<typeof DefinitionUse>
export const DefinitionUses = z.object({ items: z.array(DefinitionUse) })
