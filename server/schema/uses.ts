import type { DefinitionUse } from '../../shared/api/definitions.ts'

/** Something a manager made that may name an attribute, an object or an event: its JSON is looked through. */
export type Maker = DefinitionUse & { definition: unknown }

/** Keys under which settings name what they are about; anywhere else a text is only a text. */
const NAMING: ReadonlySet<string> = new Set(['attribute', 'name', 'object', 'type', 'event', 'dateField', 'value'])

const NAMING_STAGES: ReadonlySet<string> = new Set(['stage', 'stages'])
/** Under which conditions ask for tags. A journey that gives one does not miss its rule. */
const NAMING_TAGS: ReadonlySet<string> = new Set(['tag', 'tags'])
const NAMING_GROUPS: ReadonlySet<string> = new Set(['group'])

/** Whether a definition names this attribute, object or event, in a setting or as a variable `{{name}}`. Pure. */
export function mentions(definition: unknown, name: string, naming = NAMING): boolean {
  const escaped = name.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&')
  const variable = new RegExp(`\\{\\{\\s*${escaped}\\s*[.|}]`)
  const look = (part: unknown, key: string | null): boolean => {
    if (typeof part === 'string')
      return (key !== null && naming.has(key) && (part === name || part.startsWith(`${name}.`))) || variable.test(part)
    if (Array.isArray(part)) return part.some((one) => look(one, key))
    if (typeof part !== 'object' || part === null) return false
    return Object.entries(part).some(([inner, value]) => look(value, inner))
  }
  return look(definition, null)
}

const whichOf = (makers: readonly Maker[], name: string, naming: ReadonlySet<string>): DefinitionUse[] =>
  makers
    .filter(({ definition }) => mentions(definition, name, naming))
    .map(({ kind, id, name: called, live }) => ({ kind, id, name: called, live }))

export const usesIn = (makers: readonly Maker[], name: string) => whichOf(makers, name, NAMING)
/** Who names a stage of the lifecycle. */
export const usesOfStage = (makers: readonly Maker[], key: string) => whichOf(makers, key, NAMING_STAGES)

/** Who asks for a tag that comes by a rule, or for the group it stands in: they find fewer people once it is kept no longer. */
export function usesOfTag(
  makers: readonly Maker[],
  { name, group, byRule }: { name: string; group: string | null; byRule: boolean },
): DefinitionUse[] {
  const others = makers.filter(({ kind, id }) => kind !== 'tag' || id !== name)
  const found = [
    ...(byRule ? whichOf(others, name, NAMING_TAGS) : []),
    ...(group === null ? [] : whichOf(others, group, NAMING_GROUPS)),
  ]
  return [...new Map(found.map((use) => [`${use.kind}:${use.id}`, use])).values()]
}
