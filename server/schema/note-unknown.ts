import type { Incoming } from '../../shared/incoming.ts'
import { objectTypeOfEvent } from '../../shared/known-events.ts'
import type { UnknownField } from '../../shared/schema/definitions.ts'
import { FieldName } from '../../shared/schema/field.ts'
import { guessType } from '../../shared/schema/read-value.ts'
import type { Clock } from '../kit/clock.ts'
import type { UnknownFieldsStore } from '../store/unknown-fields.ts'
import type { Vocabulary, VocabularyReader } from './vocabulary.ts'

type Found = Pick<UnknownField, 'kind' | 'owner' | 'name' | 'guess'>

/** A busy sender repeats the same unknown name thousands of times a minute: it is written once. */
const AGAIN_AFTER_MS = 60_000
const REMEMBERED = 10_000

/** What these events brought that no definition knows. Pure. */
export function unknownIn({ event, facts }: Incoming, words: Vocabulary): Found[] {
  const attributes = Object.entries(facts.attributes ?? {})
    .filter(([name]) => !words.attributes.has(name))
    .map(([name, value]): Found => ({ kind: 'attribute', owner: '', name, guess: guessType(value) }))
  // Rows of objects have their own fields, which are looked at when they are taken in.
  if (event.name !== 'custom.happened' || objectTypeOfEvent(event.type) !== null) return attributes
  const definition = words.events.get(event.type)
  const type: Found[] = definition === undefined ? [{ kind: 'event', owner: '', name: event.type, guess: 'text' }] : []
  const known = new Set(definition?.properties.map(({ name }) => name))
  const properties = Object.entries(event.properties)
    .filter(([name]) => !known.has(name) && FieldName.safeParse(name).success)
    .map(([name, value]): Found => ({ kind: 'property', owner: event.type, name, guess: guessType(value) }))
  return [...attributes, ...type, ...properties]
}

export function createNoteUnknown({
  vocabulary,
  unknownFields,
  clock,
  machine,
}: {
  vocabulary: VocabularyReader
  unknownFields: Pick<UnknownFieldsStore, 'note'>
  clock: Clock
  machine: Clock
}) {
  const noted = new Map<string, number>()

  const noteFields = async (found: readonly Found[]): Promise<void> => {
    const now = machine.now().getTime()
    const fresh = new Map<string, Found>()
    for (const one of found) {
      const key = `${one.kind}:${one.owner}:${one.name}`
      if ((noted.get(key) ?? 0) <= now - AGAIN_AFTER_MS) fresh.set(key, one)
    }
    if (fresh.size === 0) return
    await unknownFields.note([...fresh.values()], clock.now())
    if (noted.size > REMEMBERED) noted.clear()
    for (const key of fresh.keys()) noted.set(key, now)
  }

  return {
    noteFields,
    async noteUnknown(incoming: readonly Incoming[]): Promise<void> {
      const telling = incoming.filter(
        ({ event, facts }) => event.name === 'custom.happened' || facts.attributes !== undefined,
      )
      if (telling.length === 0) return
      const words = await vocabulary.read()
      await noteFields(telling.flatMap((one) => unknownIn(one, words)))
    },
  }
}
export type NoteUnknown = ReturnType<typeof createNoteUnknown>
