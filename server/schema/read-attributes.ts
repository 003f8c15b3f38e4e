import type { AttributeValue } from '../../shared/contact.ts'
import type { AttributeDefinition } from '../../shared/schema/definitions.ts'
import { FieldName } from '../../shared/schema/field.ts'
import { keepable, readValue } from '../../shared/schema/read-value.ts'

export type AttributeProblem = { name: string; problem: string }

/**
 * Values of attributes as they came from outside, each read by its definition. One that no definition knows is kept as
 * it is, and somebody may adopt it later; null and an empty text say nothing.
 */
export function readAttributes(
  given: Readonly<Record<string, unknown>>,
  { attributes, timeZone }: { attributes: ReadonlyMap<string, AttributeDefinition>; timeZone: string },
): { values: Record<string, AttributeValue>; problems: AttributeProblem[] } {
  const values: Record<string, AttributeValue> = {}
  const problems: AttributeProblem[] = []
  for (const [name, value] of Object.entries(given)) {
    if (value === null || value === undefined || value === '') continue
    const definition = attributes.get(name)
    const read = definition === undefined ? readUnknown(name, value) : readValue(definition, value, timeZone)
    if (read.ok) values[name] = read.value
    else problems.push({ name, problem: read.problem })
  }
  return { values, problems }
}

function readUnknown(name: string, given: unknown) {
  const named = FieldName.safeParse(name)
  if (!named.success)
    return { ok: false as const, problem: `属性「${name.slice(0, 40)}」：${named.error.issues[0]?.message}` }
  const value = keepable(given)
  return value === null
    ? { ok: false as const, problem: `「${name}」应为文本、数字、是/否或文本列表，文本最多 500 字` }
    : { ok: true as const, value }
}
