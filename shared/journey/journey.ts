import { z } from 'zod'
import type { EventName } from '../events.ts'
import { type ContactId, type EnrollmentId, type JourneyId, NodeId } from '../ids.ts'
import type { EnrollmentContext, Intent } from './contract.ts'

export const JourneyNode = z.object({
  id: NodeId,
  type: z.string(),
  settings: z.record(z.string(), z.unknown()),
  /** Exit → the node it leads to. An exit left open ends the walk ("finished"). */
  exits: z.record(z.string(), NodeId),
  /** Where the canvas drew it; the engine never looks. */
  position: z.object({ x: z.number(), y: z.number() }).optional(),
})
export type JourneyNode = z.infer<typeof JourneyNode>

/** A journey as drawn, stored and published. `entry` names its start node. */
export const JourneyDefinition = z.object({
  entry: NodeId,
  nodes: z.array(JourneyNode).min(1).max(500),
  policy: z
    .object({
      /** once: one walk per person for ever; after-exit: again when the last walk ended; every-time: each start event. */
      reentry: z.enum(['once', 'after-exit', 'every-time']).default('after-exit'),
    })
    .default({ reentry: 'after-exit' }),
})
export type JourneyDefinition = z.infer<typeof JourneyDefinition>

/** The published form the engine runs on: nodes by id. */
export type Journey = { id: JourneyId; version: number; entry: NodeId; nodes: ReadonlyMap<NodeId, JourneyNode> }

/** One person's walk. `visit` counts the nodes entered, so that a wake or an effect of an older visit is told apart. */
export type Enrollment = {
  id: EnrollmentId
  contact: ContactId
  journey: JourneyId
  version: number
  visit: number
  enteredAt: Date
  context: EnrollmentContext
} & (
  | { state: 'at'; node: NodeId; arrivedAt: Date; until: Date | null; awaits: readonly EventName[] }
  | { state: 'left'; reason: string; leftAt: Date }
)

/** A definition made ready for the engine. */
export const publishedJourney = (id: JourneyId, version: number, definition: JourneyDefinition): Journey => ({
  id,
  version,
  entry: definition.entry,
  nodes: new Map(definition.nodes.map((node) => [node.id, node])),
})

/** An intent with its key (`<enrollment>:<visit>:<position>`): the outbox is unique on it. */
export type Effect = { key: string; node: NodeId; intent: Intent; why: string }
/** One hop of a walk, kept for the timeline and the canvas. */
export type Trail = { node: NodeId; exit: string; visit: number; at: Date; why: string }
export type Step = { enrollment: Enrollment; effects: readonly Effect[]; trail: readonly Trail[] }
