import { z } from 'zod'
import { FieldType } from '../schema/field.ts'
import type { Known } from '../segment/lint.ts'

const Named = z.object({ name: z.string(), label: z.string(), archived: z.boolean() })

/** GET /api/v1/condition-choices: what conditions can name now. Archived things stand there to be recognised, not chosen. */
export const ConditionChoices = z.object({
  /** `names`: the segments its own conditions name. */
  segments: z.array(Named.extend({ kind: z.enum(['static', 'dynamic']), names: z.array(z.string()) })),
  journeys: z.array(Named),
  attributes: z.array(Named.extend({ type: FieldType })),
  objects: z.array(
    Named.extend({ fields: z.array(z.object({ name: z.string(), label: z.string(), type: FieldType })) }),
  ),
  events: z.array(Named),
  departments: z.array(Named),
  tagGroups: z.array(Named),
  /** Stages of the lifecycle, in their order. */
  stages: z.array(Named),
  /** The most usual ones; a condition may name any other. */
  tags: z.array(z.string()),
})
export type ConditionChoices = z.infer<typeof ConditionChoices>

/** For whoever checks a tree against what there is. Tags are made by being given, and so are never missing. */
export function knownIn(choices: Omit<ConditionChoices, 'tags'>): Known {
  const of = (all: readonly z.infer<typeof Named>[]) =>
    new Map(all.map(({ name, label, archived }) => [name, { label, archived }]))
  return {
    segment: of(choices.segments),
    journey: of(choices.journeys),
    attribute: of(choices.attributes),
    'object-type': of(choices.objects),
    'object-date': new Map(
      choices.objects.flatMap(({ name, label, archived, fields }) =>
        fields
          .filter(({ type }) => type === 'date')
          .map((field) => [`${name}.${field.name}`, { label: `${label} · ${field.label}`, archived }] as const),
      ),
    ),
    department: of(choices.departments),
    'tag-group': of(choices.tagGroups),
    stage: of(choices.stages),
  }
}
