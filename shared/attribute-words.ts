import { systemAttributes } from './schema/system-attributes.ts'

const systemLabels: ReadonlyMap<string, string> = new Map(systemAttributes.map(({ name, label }) => [name, label]))
let labels = systemLabels

/**
 * The labels the managers gave, read anew by whoever has them: the server from its definitions, the admin page from the
 * API. Like a dictionary it only says how a name is called; nothing is decided by it.
 */
export function tellAttributeLabels(given: readonly { name: string; label: string }[]): void {
  labels = new Map([...systemLabels, ...given.map(({ name, label }) => [name, label] as const)])
}

/** An attribute by the label people know; one that has none goes by its own name. */
export const attributeWords = (name: string): string => labels.get(name) ?? name
