import { z } from 'zod'
import { SegmentId } from '../ids.ts'
import { ConditionTree } from '../segment/tree.ts'
import { PreferenceRule } from '../tags/preferences.ts'
import { BehaviourRule, TagName } from '../tags/rules.ts'
import { DefinitionUse } from './definitions.ts'
import { ComputationState } from './scores.ts'

const Group = z.string().trim().min(1, '请填写标签组').max(30, '标签组最多 30 个字').nullable().default(null)
const Note = z.string().trim().max(200, '说明最多 200 个字').default('')

/** Who fits the conditions has the tag; who ceases to loses it, unless it is kept. */
const RuleGiven = z.object({ tree: ConditionTree, keep: z.boolean().default(false) })

const given = {
  group: Group,
  note: Note,
  rule: RuleGiven.nullable().default(null),
  behaviour: BehaviourRule.nullable().default(null),
}
export const NewTag = z.object({ name: TagName, ...given })
export type NewTag = z.output<typeof NewTag>
export const SaveTag = z.object({ ...given, basedOn: z.number().int() })
export type SaveTag = z.output<typeof SaveTag>

export const TagRow = z.object({
  name: z.string(),
  group: z.string().nullable(),
  note: z.string(),
  /** Counted up to 100,000. */
  people: z.number().int(),
  rule: z
    .object({
      id: SegmentId,
      tree: ConditionTree,
      sentence: z.string(),
      keep: z.boolean(),
      /** Who fits now. */
      people: z.number().int(),
      /** Things the conditions name that are gone: it does nothing new for nobody until they are mended. */
      problems: z.array(z.string()),
      computation: ComputationState,
    })
    .nullable(),
  behaviour: BehaviourRule.extend({ sentence: z.string() }).nullable(),
  /** What asks for it while a rule gives it, and what asks for its group. */
  usedBy: z.array(DefinitionUse),
  /** Changes with every save; a save carries the one it was based on. */
  revision: z.number().int(),
  updatedBy: z.string(),
  updatedAt: z.coerce.date(),
})
export type TagRow = z.infer<typeof TagRow>

export const Tags = z.object({
  /** How preference tags are learned. */
  preferences: PreferenceRule,
  items: z.array(TagRow),
  groups: z.array(z.string()),
  /** Tags people have that nobody keeps here: by hand, from imports, journeys, platforms. */
  others: z.array(z.object({ name: z.string(), people: z.number().int(), about: z.boolean() })),
})

export const TagPeople = z.object({
  add: z.array(TagName).max(20).default([]),
  remove: z.array(TagName).max(20).default([]),
})
export type TagPeople = z.output<typeof TagPeople>
