import { type ConditionChoices, knownIn } from '../../../shared/api/condition-choices.ts'
import type { Known } from '../../../shared/segment/lint.ts'
import { type Names, namesById, namesIn } from '../../../shared/segment/names.ts'
import type { VocabularyReader } from '../../schema/vocabulary.ts'
import { segmentsNamedIn } from '../../segments/references.ts'
import type { JourneysStore } from '../../store/journeys.ts'
import type { LifecycleStore } from '../../store/lifecycle.ts'
import type { NameableStore } from '../../store/nameable.ts'
import type { SegmentDefinitionsStore } from '../../store/segment-definitions.ts'
import type { StaffStore } from '../../store/staff.ts'

export type ConditionChoiceNeeds = {
  definitions: Pick<SegmentDefinitionsStore, 'list'>
  journeys: Pick<JourneysStore, 'named'>
  nameable: NameableStore
  lifecycle: Pick<LifecycleStore, 'read'>
  staff: Pick<StaffStore, 'list'>
  vocabulary: Pick<VocabularyReader, 'read'>
}

/** A tag that is new is offered after so long; whoever wants it sooner types it. */
const TAGS_KEPT_MS = 60_000

type Defined = { name: string; label: string; archivedAt: Date | null }
const named = ({ name, label, archivedAt }: Defined) => ({ name, label, archived: archivedAt !== null })

/** What conditions can name now: for pickers, for whoever checks a tree, and to call things by their names. */
export function createConditionChoices(needs: ConditionChoiceNeeds) {
  async function readNameable(): Promise<Omit<ConditionChoices, 'tags'>> {
    const [segments, journeys, departments, groups, { stages }, { attributes, events, objects }] = await Promise.all([
      needs.definitions.list(),
      needs.journeys.named(),
      needs.nameable.departments(),
      needs.nameable.tagGroups(),
      needs.lifecycle.read(),
      needs.vocabulary.read(),
    ])
    return {
      segments: segments.map(({ id, name, state, kind, tree }) => ({
        ...{ name: id, label: name, archived: state === 'archived', kind },
        names: [...segmentsNamedIn(tree)],
      })),
      journeys: journeys.map(({ id, name }) => ({ name: id, label: name, archived: false })),
      attributes: [...attributes.values()].map((one) => ({ ...named(one), type: one.type })),
      objects: [...objects.values()].map((object) => ({
        ...named(object),
        fields: object.fields.map(({ name, label, type }) => ({ name, label, type })),
      })),
      events: [...events.values()].map(named),
      departments: departments.map(({ department, name }) => ({ name: department, label: name, archived: false })),
      tagGroups: groups.map((name) => ({ name, label: name, archived: false })),
      stages: stages.map(({ key, name }) => ({ name: key, label: name, archived: false })),
    }
  }
  let tags: { until: number; usual: Promise<string[]> } | null = null
  const readTags = (): Promise<string[]> => {
    if (tags === null || tags.until <= performance.now()) {
      const usual = needs.nameable.usualTags().then((found) => found.map(({ name }) => name))
      tags = { usual, until: performance.now() + TAGS_KEPT_MS }
      usual.catch(() => {
        tags = null
      })
    }
    return tags.usual
  }

  async function readWords(): Promise<{ known: Known; names: Names }> {
    const [nameable, staff] = await Promise.all([readNameable(), needs.staff.list()])
    const known = knownIn(nameable)
    return { known, names: namesIn(known, staff) }
  }

  return {
    readKnown: async (): Promise<Known> => knownIn(await readNameable()),
    /** What there is, and how it is called in sentences. */
    readWords,
    readNames: async (): Promise<Names> => (await readWords()).names,
    /** The names that these sentences need; nothing is asked where they need none. */
    namesFor: async (texts: readonly string[]): Promise<Names> =>
      texts.some(namesById) ? (await readWords()).names : new Map(),
    async readChoices(): Promise<ConditionChoices> {
      const [nameable, usual] = await Promise.all([readNameable(), readTags()])
      return { ...nameable, tags: usual }
    },
  }
}
export type ConditionChoicesReader = ReturnType<typeof createConditionChoices>
