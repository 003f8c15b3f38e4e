import { type Field, fieldOf, isSchema, type Member, senderKindOf } from './field.ts'

const shownMembers = (field: Field, value: unknown): readonly Member[] => {
  if (field.kind === 'group') return field.members
  if (field.kind !== 'variants') return []
  return variantOf(field, value)?.members ?? []
}

type Variants = Extract<Field, { kind: 'variants' }>

/** The choice a value has made between the branches of a union. */
export const chosenOf = (field: Variants, value: unknown): string | null =>
  isSchema(value) && field.by in value ? String(value[field.by]) : field.otherwise

/** The branch of a union that a value stands in, or the first. */
export function variantOf(field: Variants, value: unknown) {
  const chosen = chosenOf(field, value)
  return field.variants.find((variant) => variant.values.some((choice) => choice.value === chosen)) ?? field.variants[0]
}

/** What a fresh node starts with: defaults where there are some, nothing where a person must decide. */
export function initialOf(field: Field): unknown {
  if (field.initial !== undefined) return field.initial
  switch (field.kind) {
    case 'group':
      return initialMembers(field.members)
    case 'variants': {
      const first = field.variants[0]
      return { [field.by]: first?.values[0]?.value, ...initialMembers(first?.members ?? []) }
    }
    case 'condition':
      return { kind: 'and', of: [] }
    case 'duration':
      return { amount: 1, unit: 'days' }
    case 'constant':
      return field.value
    case 'words':
    case 'choices':
    case 'list':
      return []
    case 'entries':
    case 'channel-content':
      return {}
    case 'switch':
      return false
    default:
      return undefined
  }
}

function initialMembers(members: readonly Member[]): Record<string, unknown> {
  const given = members.flatMap(({ name, field, required }): [string, unknown][] => {
    const value = required || field.initial !== undefined ? initialOf(field) : undefined
    return value === undefined ? [] : [[name, value]]
  })
  return Object.fromEntries(given)
}

export function settingsFor(schema: Record<string, unknown>): Record<string, unknown> {
  const initial = initialOf(fieldOf(schema, ''))
  return isSchema(initial) ? initial : {}
}

/** One member's new value in an object; a value cleared is a key that goes, since `undefined` means "not given". */
export function withMember(value: unknown, name: string, next: unknown): Record<string, unknown> {
  const { [name]: _, ...rest } = isSchema(value) ? value : {}
  return next === undefined ? rest : { ...rest, [name]: next }
}

/** Changes the branch of a union and keeps what both branches ask for. */
export function withVariant(field: Variants, value: unknown, chosen: string): Record<string, unknown> {
  const before = isSchema(value) ? value : {}
  const members = variantOf(field, { [field.by]: chosen })?.members ?? []
  const kept = Object.entries(before).filter(([name]) => members.some((member) => member.name === name))
  return { [field.by]: chosen, ...initialMembers(members), ...Object.fromEntries(kept) }
}

const isBlank = (value: unknown): boolean =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)

/** Names of the members a person must still fill in. */
export function lacking(field: Field, value: unknown): string[] {
  const own = isSchema(value) ? value : {}
  return shownMembers(field, value).flatMap(({ name, field: member, required }) => {
    const missing = required && isBlank(own[name]) && member.kind !== 'switch'
    return missing ? [member.label] : isBlank(own[name]) ? [] : lacking(member, own[name])
  })
}

/** A fresh value of another shape, with whatever the old one had under the same name and of the same kind. */
export function carriedOver(field: Field, before: unknown): unknown {
  const initial = initialOf(field)
  if (!isSchema(initial) || !isSchema(before)) return initial
  const texts = shownMembers(field, initial).flatMap(({ name, field: member }) =>
    member.kind === 'text' &&
    member.widget !== 'template' &&
    senderKindOf(member) === null &&
    typeof before[name] === 'string'
      ? [[name, before[name]]]
      : [],
  )
  return { ...initial, ...Object.fromEntries(texts) }
}
