import { MediaTarget } from '../../../../shared/api/media.ts'

/**
 * A form read out of a JSON Schema, as zod writes it. Hints come through `.meta()`: `title`, `description`, `widget`
 * (also `x-widget`) and `labels` (value → Chinese). A missing hint costs a nicer control, never the form.
 */
const textWidgets = [
  'textarea',
  'time',
  'event',
  'channel',
  'template',
  'attribute',
  'date-field',
  'segment',
  'segment-dynamic',
  'segment-static',
  'journey',
  'object-type',
  'department',
  'tag-group',
  'stage',
  'staff',
  'account',
  'sender-oa',
  'sender-mini',
  'sender-wecom',
] as const

/** Fields that choose through which account of a kind something leaves. */
export const senderKinds = { 'sender-oa': 'oa', 'sender-mini': 'mini', 'sender-wecom': 'wecom' } as const

export type Choice = { value: string; label: string }
export type Member = { name: string; field: Field; required: boolean }
type Words = { label: string; hint: string | null; initial: unknown }
export type Field = Words &
  (
    | {
        kind: 'text'
        widget: 'line' | (typeof textWidgets)[number]
        max: number | null
        /** Where a file for it can be taken. */
        upload?: MediaTarget
        /** A template of subscription notices, not of messages. */
        notices?: true
      }
    | { kind: 'number'; integer: boolean; min: number | null; max: number | null }
    | { kind: 'switch' }
    | { kind: 'choice'; choices: readonly Choice[] }
    | { kind: 'choices'; choices: readonly Choice[]; event: boolean }
    | { kind: 'words'; offers: 'tags' | null }
    | { kind: 'names'; of: 'stage' }
    | { kind: 'list'; item: Field }
    | { kind: 'group'; members: readonly Member[] }
    | {
        kind: 'variants'
        by: string
        /** Where a value stands that does not say; null where it must. */
        otherwise: string | null
        variants: readonly { values: readonly Choice[]; members: readonly Member[] }[]
      }
    | { kind: 'entries' }
    | { kind: 'duration' }
    | { kind: 'condition' }
    | { kind: 'channel-content' }
    | { kind: 'constant'; value: unknown }
    | { kind: 'unknown' }
  )

type Schema = Record<string, unknown>
export const isSchema = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const text = (value: unknown): string | null => (typeof value === 'string' ? value : null)
const number = (value: unknown): number | null => (typeof value === 'number' ? value : null)
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
/** zod bounds every integer by the safe ones: that is no rule anybody wrote. */
const bound = (value: unknown): number | null => {
  const limit = number(value)
  return limit === null || Math.abs(limit) >= Number.MAX_SAFE_INTEGER ? null : limit
}

function followed(schema: Schema, root: Schema): Schema {
  const ref = text(schema.$ref)
  if (ref === null) return schema
  const target = ref
    .replace(/^#\/?/, '')
    .split('/')
    .filter((part) => part !== '')
    .reduce<unknown>((at, part) => (isSchema(at) ? at[part] : undefined), root)
  const { $ref: _, ...own } = schema
  return isSchema(target) ? { ...target, ...own } : own
}

const branchesOf = (schema: Schema, root: Schema): Schema[] =>
  [...list(schema.anyOf), ...list(schema.oneOf)].filter(isSchema).map((branch) => followed(branch, root))

/** `["number", "null"]` is a number that may be missing. */
const typeOf = (schema: Schema): unknown =>
  Array.isArray(schema.type) ? schema.type.find((type) => type !== 'null') : schema.type
const isNull = (schema: Schema) => schema.type === 'null'
const valuesOf = (schema: Schema | null): readonly unknown[] =>
  schema === null ? [] : 'const' in schema ? [schema.const] : list(schema.enum)

function choicesOf(values: readonly unknown[], schema: Schema): Choice[] {
  const labels = isSchema(schema.labels) ? schema.labels : isSchema(schema['x-labels']) ? schema['x-labels'] : {}
  return values.map((value) => ({
    value: String(value),
    label: text(labels[String(value)]) ?? String(value),
  }))
}

function membersOf(schema: Schema, root: Schema): Member[] {
  const required = list(schema.required)
  return Object.entries(isSchema(schema.properties) ? schema.properties : {}).map(([name, property]) => ({
    name,
    required: required.includes(name),
    field: fieldOf(isSchema(property) ? property : {}, name, root),
  }))
}

/** The property that tells the branches of a union apart: the same name in each, with values of its own in each. */
function discriminatorOf(branches: readonly Schema[]): string | null {
  const first = branches[0]
  if (first === undefined || !isSchema(first.properties)) return null
  const names = Object.keys(first.properties)
  return (
    names.find((name) => {
      const values = branches.map((branch) => {
        const property = isSchema(branch.properties) ? branch.properties[name] : undefined
        return valuesOf(isSchema(property) ? property : null)
      })
      const flat = values.flat()
      return values.every((own) => own.length > 0) && new Set(flat).size === flat.length
    }) ?? null
  )
}

function unionOf(branches: readonly Schema[], root: Schema): FieldShape {
  const constants = branches.flatMap((branch) => ('const' in branch ? [branch] : []))
  if (constants.length === branches.length)
    return {
      kind: 'choice',
      choices: constants.map((branch) => ({
        value: String(branch.const),
        label: text(branch.title) ?? String(branch.const),
      })),
    }
  const by = discriminatorOf(branches)
  if (by === null) return { kind: 'unknown' }
  const discriminators = branches.map((branch) => (isSchema(branch.properties) ? branch.properties[by] : undefined))
  const otherwise = discriminators.flatMap((one) => (isSchema(one) && 'default' in one ? [String(one.default)] : []))
  return {
    kind: 'variants',
    by,
    otherwise: otherwise[0] ?? null,
    variants: branches.map((branch) => {
      const property = isSchema(branch.properties) ? branch.properties[by] : undefined
      const own = isSchema(property) ? property : {}
      const named = text(branch.title)
      const values = choicesOf(valuesOf(own), own)
      return {
        values: values.map((choice) => (named !== null && values.length === 1 ? { ...choice, label: named } : choice)),
        members: membersOf(branch, root).filter((member) => member.name !== by),
      }
    }),
  }
}

function arrayOf(schema: Schema, name: string, root: Schema): FieldShape {
  const item = followed(isSchema(schema.items) ? schema.items : {}, root)
  const widget = text(schema.widget) ?? text(schema['x-widget'])
  const values = valuesOf(item)
  if (values.length > 0) return { kind: 'choices', choices: choicesOf(values, item), event: widget === 'event' }
  if (widget === 'tag-names') return { kind: 'words', offers: 'tags' }
  if (widget === 'stages') return { kind: 'names', of: 'stage' }
  if (isSchema(item.upload)) return { kind: 'list', item: fieldOf(item, name, root) }
  if (widget === 'tags' || item.type === 'string') return { kind: 'words', offers: null }
  return { kind: 'list', item: fieldOf(item, name, root) }
}

function textOf(schema: Schema): FieldShape {
  const upload = MediaTarget.safeParse(schema.upload).data
  const widget = text(schema.widget) ?? text(schema['x-widget'])
  const known = textWidgets.find((name) => name === widget)
  const notices = schema.templates === 'notice'
  const max = number(schema.maxLength)
  const values = valuesOf(schema)
  if (values.length > 0 && known !== 'event') return { kind: 'choice', choices: choicesOf(values, schema) }
  // Ids and addresses are long and still one line.
  const single = widget === 'line' || widget === 'url' || schema.format === 'uri'
  const long = known === undefined && !single && max !== null && max > 120
  return {
    kind: 'text',
    widget: known ?? (long ? 'textarea' : 'line'),
    max,
    ...(upload && { upload }),
    ...(notices && { notices }),
  }
}

type Bare<F> = F extends Words ? Omit<F, keyof Words> : never
type FieldShape = Bare<Field>

function shapeOf(schema: Schema, name: string, root: Schema): FieldShape {
  const widget = text(schema.widget) ?? text(schema['x-widget'])
  if (widget === 'condition') return { kind: 'condition' }
  if (widget === 'duration') return { kind: 'duration' }
  if (widget === 'channel-content') return { kind: 'channel-content' }
  const branches = branchesOf(schema, root)
  const real = branches.filter((branch) => !isNull(branch))
  const only = real[0]
  if (branches.length > real.length && real.length === 1 && only !== undefined) return shapeOf(only, name, root)
  if (real.length > 0) return unionOf(real, root)
  if ('const' in schema) return { kind: 'constant', value: schema.const }
  switch (typeOf(schema)) {
    case 'string':
      return textOf(schema)
    case 'number':
    case 'integer':
      return {
        kind: 'number',
        integer: schema.type === 'integer',
        min: bound(schema.minimum),
        max: bound(schema.maximum),
      }
    case 'boolean':
      return { kind: 'switch' }
    case 'array':
      return arrayOf(schema, name, root)
    case 'object':
      return isSchema(schema.properties) ? { kind: 'group', members: membersOf(schema, root) } : { kind: 'entries' }
    default:
      return valuesOf(schema).length > 0
        ? { kind: 'choice', choices: choicesOf(valuesOf(schema), schema) }
        : { kind: 'unknown' }
  }
}

/** Reads one schema; `name` is what the field is called when nobody titled it. */
export function fieldOf(given: Schema, name: string, root: Schema = given): Field {
  const schema = followed(given, root)
  return {
    label: text(schema.title) ?? name,
    hint: text(schema.description),
    initial: schema.default,
    ...shapeOf(schema, name, root),
  }
}

/** The kind of account a field chooses a sender from; null for every other field. */
export function senderKindOf(field: Field): (typeof senderKinds)[keyof typeof senderKinds] | null {
  if (field.kind !== 'text') return null
  const { widget } = field
  return widget === 'sender-oa' || widget === 'sender-mini' || widget === 'sender-wecom' ? senderKinds[widget] : null
}
