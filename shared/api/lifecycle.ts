import { z } from 'zod'
import { Stages } from '../lifecycle/stages.ts'
import { ConditionTree } from '../segment/tree.ts'
import { DefinitionUse } from './definitions.ts'
import { ComputationState } from './scores.ts'

export const StageRow = z.object({
  key: z.string(),
  name: z.string(),
  note: z.string(),
  tree: ConditionTree,
  /** Its own conditions, read back. */
  sentence: z.string(),
  problems: z.array(z.string()),
  people: z.number().int(),
  /** What names it: journeys, segments, the rules of tags. */
  usedBy: z.array(DefinitionUse),
})
export type StageRow = z.infer<typeof StageRow>

export const LifecycleView = z.object({
  /** In their order: of those whose conditions somebody fits the first is theirs. */
  stages: z.array(StageRow),
  /** Who fits none of them, or was not looked at yet. */
  others: z.number().int(),
  /** 0 while the usual stages are in force; a save carries the one it was based on. */
  revision: z.number().int(),
  savedBy: z.string().nullable(),
  savedAt: z.coerce.date().nullable(),
  computation: ComputationState,
})
export type LifecycleView = z.infer<typeof LifecycleView>

/** GET /api/v1/stages: what the stages are called, for lists and filters that count nobody. */
export const StageNames = z.object({ items: z.array(StageRow.pick({ key: true, name: true })) })
export type StageNames = z.infer<typeof StageNames>

export const SaveLifecycle = z.object({ stages: Stages, basedOn: z.number().int().min(0) })
export type SaveLifecycle = z.output<typeof SaveLifecycle>
