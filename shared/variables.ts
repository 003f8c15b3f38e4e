import type { AttributeDefinition, ObjectType } from './schema/definitions.ts'

const variable = /\{\{\s*([^{}|\s]+)\s*(?:\|[^{}]*)?\}\}/g

/** The variables a content asks for, each once: `name`, `level`, `order.amount`. */
export function variablesIn(content: unknown): string[] {
  if (typeof content === 'string') return [...new Set([...content.matchAll(variable)].map(([, name]) => name ?? ''))]
  if (Array.isArray(content)) return [...new Set(content.flatMap(variablesIn))]
  if (typeof content !== 'object' || content === null) return []
  return [...new Set(Object.values(content).flatMap(variablesIn))]
}

/** The objects whose newest row a content asks for. */
export const objectsIn = (content: unknown): string[] => [
  ...new Set(variablesIn(content).flatMap((name) => (name.includes('.') ? [name.slice(0, name.indexOf('.'))] : []))),
]

export type Variables = {
  attributes: ReadonlyMap<string, Pick<AttributeDefinition, 'name' | 'label' | 'archivedAt'>>
  objects: ReadonlyMap<string, Pick<ObjectType, 'name' | 'label' | 'fields' | 'archivedAt'>>
}

/** A Chinese sentence when nobody can have a value for this variable: it would always stay empty. */
export function variableProblem(name: string, { attributes, objects }: Variables): string | null {
  if (name === 'name' || name === 'phone') return null
  const [type = '', field] = name.split('.')
  if (field === undefined) {
    const known = attributes.get(name)
    if (known !== undefined && known.archivedAt === null) return null
    return `变量 {{${name}}} 不是已定义的属性，发出时会是空的`
  }
  const object = objects.get(type)
  if (object === undefined || object.archivedAt !== null) return `变量 {{${name}}}：没有业务对象「${type}」`
  if (object.fields.some((one) => one.name === field)) return null
  return `变量 {{${name}}}：「${object.label}」没有字段「${field}」`
}

/** What may be put into a message, for a picker. */
export function variableChoices({ attributes, objects }: Variables): { value: string; label: string }[] {
  const live = <T extends { archivedAt: Date | null }>(all: ReadonlyMap<string, T>) =>
    [...all.values()].filter(({ archivedAt }) => archivedAt === null)
  return [
    { value: '{{name|您}}', label: '姓名' },
    ...live(attributes).map(({ name, label }) => ({ value: `{{${name}}}`, label })),
    ...live(objects).flatMap(({ name, label, fields }) =>
      fields.map((field) => ({ value: `{{${name}.${field.name}}}`, label: `${label} · ${field.label}（最近一条）` })),
    ),
  ]
}
