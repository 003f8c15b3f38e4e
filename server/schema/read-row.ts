import type { AttributeValue } from '../../shared/contact.ts'
import { instantOf } from '../../shared/local-time.ts'
import type { ObjectType } from '../../shared/schema/definitions.ts'
import { FieldName } from '../../shared/schema/field.ts'
import { keepable, readDay, readValue } from '../../shared/schema/read-value.ts'
import { sealedKindOf } from '../../shared/schema/sealed-field.ts'
import type { ObjectRow } from '../store/objects.ts'
import { type IdentityNeeds, type OutsideIdentity, readIdentity } from './outside-identity.ts'
import { sealValue } from './sealed-value.ts'

export type ReadRow = {
  row: Omit<ObjectRow, 'contact'>
  person: OutsideIdentity | null
  /** Fields that the object does not define: kept, and proposed. */
  unknown: { name: string; value: AttributeValue }[]
}
export type BadObjectRow = { externalId: string | null; problems: RowProblem[] }
/** What is wrong, and in which of the row's fields; null when it is in none that was given. */
export type RowProblem = { field: string | null; problem: string }

/** A word about tomorrow is a wrong clock; a little ahead is an ordinary one. */
const AHEAD_MS = 5 * 60_000

/** One row from outside, read by its object's definition, with everything that is wrong in it. Pure but for seals. */
export function readRow(
  given: Readonly<Record<string, unknown>>,
  { object, now, timeZone, identities }: { object: ObjectType; now: Date; timeZone: string; identities: IdentityNeeds },
): ReadRow | BadObjectRow {
  const problems: RowProblem[] = []
  const wrong = (field: string | null, problem: string) => void problems.push({ field, problem })
  const fields: Record<string, AttributeValue> = {}
  const unknown: ReadRow['unknown'] = []
  const known = new Map(object.fields.map((field) => [field.name, field]))
  const link = object.person
  const sealed: NonNullable<ObjectRow['sealed']> = []
  const keep = (name: string, value: AttributeValue) => {
    const field = known.get(name) ?? { name, label: '', type: 'text' }
    const kind = name === object.keyField || field.type !== 'text' ? null : sealedKindOf(field)
    const hidden = kind === null ? null : sealValue(kind, value, identities)
    fields[name] = hidden?.masked ?? value
    if (hidden !== null) sealed.push({ field: name, key: hidden.key, sealed: hidden.sealed })
    return fields[name]
  }
  for (const [name, value] of Object.entries(given)) {
    if (name === 'updatedAt' || name === link?.field || value === null || value === undefined || value === '') continue
    const field = known.get(name)
    if (field !== undefined) {
      const read = readValue(field, value, timeZone)
      if (read.ok) keep(name, read.value)
      else wrong(name, read.problem)
      continue
    }
    const kept = FieldName.safeParse(name).success ? keepable(value) : null
    if (kept === null) wrong(name, `没有定义的字段「${name.slice(0, 40)}」的值不能保存`)
    else unknown.push({ name, value: keep(name, kept) })
  }
  const person =
    link === null
      ? null
      : readPerson(given[link.field], { link, label: known.get(link.field)?.label ?? link.field, identities, wrong })
  if (person !== null && link !== null) fields[link.field] = person.shown
  // What is shown of a number is the same for many.
  if (link?.field === object.keyField && person !== null && person.shown !== String(given[link.field]).trim())
    wrong(link.field, '主键不能是手机号或邮箱：它会打码显示，分不清是哪一行')
  const key = fields[object.keyField]
  const externalId = key === undefined ? null : String(key)
  if (externalId === null) wrong(object.keyField, `缺少主键「${known.get(object.keyField)?.label ?? object.keyField}」`)
  else if (externalId.length > 128) wrong(object.keyField, '主键最多 128 个字符')
  const updatedAt = readMoment(given.updatedAt ?? now.toISOString(), timeZone)
  if (updatedAt === null) wrong('updatedAt', 'updatedAt 不是有效的时间')
  else if (updatedAt.getTime() > now.getTime() + AHEAD_MS) wrong('updatedAt', 'updatedAt 是将来的时间')
  if (problems.length > 0 || externalId === null || updatedAt === null) return { externalId, problems }
  const time = object.timeField === null ? null : readMoment(given[object.timeField], timeZone)
  const row = {
    type: object.name,
    externalId,
    fields,
    at: time ?? updatedAt,
    updatedAt,
    claim: person?.claim.key ?? null,
    ...(sealed.length > 0 && { sealed }),
  }
  return { row, person, unknown }
}

type PersonNeeds = {
  link: NonNullable<ObjectType['person']>
  label: string
  identities: IdentityNeeds
  wrong(field: string, problem: string): void
}
function readPerson(given: unknown, { link, label, identities, wrong }: PersonNeeds): OutsideIdentity | null {
  if (given === null || given === undefined || given === '') return null
  if (typeof given !== 'string' && typeof given !== 'number') {
    wrong(link.field, `「${label}」应为文本`)
    return null
  }
  const read = readIdentity({ kind: link.kind, scope: link.scope, value: String(given) }, identities)
  if (!('problem' in read)) return read
  wrong(link.field, `「${label}」：${read.problem}`)
  return null
}

/** An instant, a local day with or without a time, or milliseconds. */
export function readMoment(given: unknown, timeZone: string): Date | null {
  if (typeof given === 'number') return isSound(new Date(given))
  if (typeof given !== 'string') return null
  if (/[zZ]$|[+-]\d{2}:?\d{2}$/.test(given) && given.includes('T')) return isSound(new Date(given))
  const day = readDay(given, timeZone)
  if (day === null) return null
  const [, time = '00:00', seconds = '00'] = /[ T](\d{1,2}:\d{2})(?::(\d{2}))?/.exec(given) ?? []
  const at = instantOf(day, time.padStart(5, '0'), timeZone)
  return isSound(new Date(at.getTime() + Number(seconds) * 1000))
}

const isSound = (at: Date): Date | null => {
  const time = at.getTime()
  return Number.isNaN(time) || time < Date.UTC(1900, 0, 1) || time > Date.UTC(2200, 0, 1) ? null : at
}
