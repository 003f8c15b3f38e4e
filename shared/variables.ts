import type { ConditionChoices } from './api/condition-choices.ts'
import { attributeWords } from './attribute-words.ts'
import { objectFieldWords } from './event-words.ts'
import type { AttributeDefinition, ObjectType } from './schema/definitions.ts'

const variable = /\{\{\s*([^{}|\s]+)\s*(?:\|[^{}]*)?\}\}/g

/** The variables a content asks for, each once: `name`, `level`, `order.amount`. */
export function variablesIn(content: unknown): string[] {
  if (typeof content === 'string') return [...new Set([...content.matchAll(variable)].map(([, name]) => name ?? ''))]
  if (Array.isArray(content)) return [...new Set(content.flatMap(variablesIn))]
  if (typeof content !== 'object' || content === null) return []
  return [...new Set(Object.values(content).flatMap(variablesIn))]
}

const bare = /\{\{\s*([^{}|\s]+)\s*(?:\|\s*)?\}\}/g

/** The variables a content asks for without a text for who has no value: there stands nothing then. */
export function bareVariablesIn(content: unknown): string[] {
  if (typeof content === 'string') return [...new Set([...content.matchAll(bare)].map(([, name]) => name ?? ''))]
  if (Array.isArray(content)) return [...new Set(content.flatMap(bareVariablesIn))]
  if (typeof content !== 'object' || content === null) return []
  return [...new Set(Object.values(content).flatMap(bareVariablesIn))]
}

const own: ReadonlyMap<string, string> = new Map([
  ['name', '姓名'],
  ['phone', '手机号'],
])
/** A variable by the words people know. */
export const variableWords = (name: string): string =>
  own.get(name) ?? (name.includes('.') ? objectFieldWords(name) : attributeWords(name))

/** What to say of a variable that has no text for who has no value. */
export const emptyPlaceWords = (name: string): string =>
  `变量 {{${name}}} 没有默认文字，没有「${variableWords(name)}」的人那里会空着；可以写成 {{${name}|默认文字}}`

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

export type VariableGroup = { label: string; choices: { value: string; label: string }[] }

/** What may be put into a message, for a picker: each `value` is the name to be written between braces. */
export function variableGroups({
  attributes,
  objects,
}: Pick<ConditionChoices, 'attributes' | 'objects'>): VariableGroup[] {
  const live = <T extends { archived: boolean }>(all: readonly T[]) => all.filter(({ archived }) => !archived)
  const groups = [
    { label: '客户', choices: [...own].map(([value, label]) => ({ value, label })) },
    { label: '属性', choices: live(attributes).map(({ name, label }) => ({ value: name, label })) },
    ...live(objects).map(({ name, label, fields }) => ({
      label: `${label}（触发旅程的或最近的一条）`,
      choices: fields.map((field) => ({ value: `${name}.${field.name}`, label: `${label} · ${field.label}` })),
    })),
  ]
  return groups.filter(({ choices }) => choices.length > 0)
}
