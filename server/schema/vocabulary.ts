import { tellAttributeLabels } from '../../shared/attribute-words.ts'
import { tellEventLabels } from '../../shared/event-words.ts'
import { knownEvents } from '../../shared/known-events.ts'
import type { AttributeDefinition, EventDefinition, ObjectType } from '../../shared/schema/definitions.ts'
import { type PrecedenceRules, usualPrecedence } from '../../shared/schema/precedence.ts'
import { systemAttributes } from '../../shared/schema/system-attributes.ts'
import type { Clock } from '../kit/clock.ts'
import type { DefinitionsStore } from '../store/definitions.ts'

/** Everything that has a definition, archived ones included: what the product knows by itself, and what managers said. */
export type Vocabulary = {
  attributes: ReadonlyMap<string, AttributeDefinition>
  events: ReadonlyMap<string, EventDefinition>
  objects: ReadonlyMap<string, ObjectType>
  /** The attributes whose precedence is not the usual one. */
  precedence: PrecedenceRules
}

/** A change made by another process is seen after this long. */
const KEPT_MS = 3000

const systemDefinition = (field: (typeof systemAttributes)[number]): AttributeDefinition => ({
  ...field,
  shown: true,
  precedence: usualPrecedence,
  system: true,
  createdAt: null,
  archivedAt: null,
})

export function createVocabulary({ definitions, machine }: { definitions: DefinitionsStore; machine: Clock }) {
  let kept: { until: number; words: Promise<Vocabulary> } | null = null

  const load = async (): Promise<Vocabulary> => {
    const [attributes, events, objects] = await Promise.all([
      definitions.attributes.list(),
      definitions.events.list(),
      definitions.objects.list(),
    ])
    const all = [...systemAttributes.map(systemDefinition), ...attributes]
    tellAttributeLabels(all)
    tellEventLabels({ events, objects })
    const known = knownEvents.map(
      ({ type, label, properties }): EventDefinition => ({
        name: type,
        label,
        properties: properties.map((property) => ({ ...property, options: [] })),
        system: true,
        createdAt: null,
        archivedAt: null,
      }),
    )
    const usual = JSON.stringify(usualPrecedence)
    return {
      attributes: new Map(all.map((one) => [one.name, one])),
      events: new Map([...known, ...events].map((one) => [one.name, one])),
      objects: new Map(objects.map((one) => [one.name, one])),
      precedence: new Map(
        attributes
          .filter(({ precedence }) => JSON.stringify(precedence) !== usual)
          .map(({ name, precedence }) => [name, precedence]),
      ),
    }
  }

  const read = (): Promise<Vocabulary> => {
    const now = machine.now().getTime()
    if (kept === null || kept.until <= now) {
      const words = load()
      kept = { until: now + KEPT_MS, words }
      // A failed reading is not kept: the next one who asks tries again.
      words.catch(() => {
        if (kept?.words === words) kept = null
      })
    }
    return kept.words
  }

  return {
    read,
    /** This process changed something. */
    forget() {
      kept = null
    },
  }
}
export type VocabularyReader = ReturnType<typeof createVocabulary>
