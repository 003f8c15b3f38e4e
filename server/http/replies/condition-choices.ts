import { type ConditionChoices, knownIn } from '../../../shared/api/condition-choices.ts'
import type { Known } from '../../../shared/segment/lint.ts'
import { type Names, namesIn } from '../../../shared/segment/names.ts'
import type { VocabularyReader } from '../../schema/vocabulary.ts'
import { segmentsNamedIn } from '../../segments/references.ts'
import type { JourneysStore } from '../../store/journeys.ts'
import type { NameableStore } from '../../store/nameable.ts'
import type { SegmentDefinitionsStore } from '../../store/segment-definitions.ts'
import type { StaffStore } from '../../store/staff.ts'

export type ConditionChoiceNeeds = {
  definitions: Pick<SegmentDefinitionsStore, 'list'>
  journeys: Pick<JourneysStore, 'list'>
  nameable: NameableStore
  staff: Pick<StaffStore, 'list'>
  vocabulary: Pick<VocabularyReader, 'read'>
}

type Defined = { name: string; label: string; archivedAt: Date | null }
const named = ({ name, label, archivedAt }: Defined) => ({ name, label, archived: archivedAt !== null })

/** What conditions can name now: for pickers, for whoever checks a tree, and to call things by their names. */
export function createConditionChoices(needs: ConditionChoiceNeeds) {
  async function readNameable(): Promise<Omit<ConditionChoices, 'tags'>> {
    const [segments, journeys, departments, groups, { attributes, events, objects }] = await Promise.all([
      needs.definitions.list(),
      needs.journeys.list(),
      needs.nameable.departments(),
      needs.nameable.tagGroups(),
      needs.vocabulary.read(),
    ])
    return {
      segments: segments.map(({ id, name, state, kind, tree }) => ({
        ...{ name: id, label: name, archived: state === 'archived', kind },
        names: [...segmentsNamedIn(tree)],
      })),
      journeys: journeys.map(({ id, name }) => ({ name: id, label: name, archived: false })),
      attributes: [...attributes.values()].map(named),
      objects: [...objects.values()].map((object) => ({
        ...named(object),
        fields: object.fields.map(({ name, label }) => ({ name, label })),
      })),
      events: [...events.values()].map(named),
      departments: departments.map(({ department, name }) => ({ name: department, label: name, archived: false })),
      tagGroups: groups.map((name) => ({ name, label: name, archived: false })),
    }
  }
  const readKnown = async (): Promise<Known> => knownIn(await readNameable())

  return {
    readKnown,
    async readNames(): Promise<Names> {
      const [known, staff] = await Promise.all([readKnown(), needs.staff.list()])
      return namesIn(known, staff)
    },
    async readChoices(): Promise<ConditionChoices> {
      const [nameable, tags] = await Promise.all([readNameable(), needs.nameable.usualTags()])
      return { ...nameable, tags }
    },
  }
}
export type ConditionChoicesReader = ReturnType<typeof createConditionChoices>
