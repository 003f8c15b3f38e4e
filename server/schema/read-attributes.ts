import type { AttributeValue } from '../../shared/contact.ts'
import type { ProfileFacts } from '../../shared/incoming.ts'
import { maskEmail } from '../../shared/mask-text.ts'
import { maskedPhone } from '../../shared/phone.ts'
import { type Field, FieldName } from '../../shared/schema/field.ts'
import { keepable, readValue } from '../../shared/schema/read-value.ts'
import { sealedNames } from '../../shared/schema/system-attributes.ts'
import type { SealedPhone } from '../store/sealed-phone.ts'
import type { IdentityNeeds } from './outside-identity.ts'

export type AttributeProblem = { name: string; problem: string }
export type AttributeNeeds = {
  attributes: ReadonlyMap<string, Pick<Field, 'label' | 'type' | 'options'>>
  timeZone: string
  identities: Pick<IdentityNeeds, 'sealPhone' | 'sealEmail' | 'sealIdNumber'>
}
export type ReadAttributes = {
  values: Record<string, AttributeValue>
  /** What must not lie open: sealed, each with its masked form. */
  sealed: Pick<ProfileFacts, 'email' | 'idNumber'>
  phone: SealedPhone | null
  /** The masked forms by the names they came under: what may stand in a timeline. */
  masked: Record<string, string>
  problems: AttributeProblem[]
}

/**
 * Values of attributes as they came from outside, whichever door they took: each read by its definition, sealed where it
 * says who somebody is. One that no definition knows is kept as it is, and somebody may adopt it later; null and an
 * empty text say nothing.
 */
export function readAttributes(given: Readonly<Record<string, unknown>>, needs: AttributeNeeds): ReadAttributes {
  const all: ReadAttributes = { values: {}, sealed: {}, phone: null, masked: {}, problems: [] }
  for (const [name, value] of Object.entries(given)) {
    if (value === null || value === undefined || value === '') continue
    const problem = readOne(all, { name, value }, needs)
    if (problem !== null) all.problems.push({ name, problem })
  }
  return all
}

type One = { name: string; value: unknown }

function readOne(all: ReadAttributes, { name, value }: One, needs: AttributeNeeds): string | null {
  const kind = sealedNames.get(name)
  if (kind !== undefined) return typeof value === 'string' ? sealOne(all, { kind, name, value }, needs) : '应为文本'
  if (name === 'maskedPhone') {
    const hint = typeof value === 'string' ? maskedPhone(value) : null
    if (hint === null) return '应为打码的手机号，如 138****1234'
    all.values[name] = hint
    return null
  }
  const definition = needs.attributes.get(name)
  const read = definition === undefined ? readUnknown(name, value) : readValue(definition, value, needs.timeZone)
  if (!read.ok) return read.problem
  all.values[name] = read.value
  return null
}

type Sealable = { kind: 'phone' | 'email' | 'idNumber'; name: string; value: string }

function sealOne(all: ReadAttributes, { kind, name, value }: Sealable, { identities }: AttributeNeeds): string | null {
  switch (kind) {
    case 'phone': {
      const hint = maskedPhone(value)
      if (hint !== null) {
        all.values.maskedPhone = hint
        all.masked[name] = hint
        return null
      }
      all.phone = identities.sealPhone(value)
      if (all.phone === null) return '不是有效的手机号'
      all.masked[name] = all.phone.phone.masked
      return null
    }
    case 'email': {
      if (value.length > 200 || !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value)) return '不是有效的邮箱'
      all.sealed.email = { sealed: identities.sealEmail(value), masked: maskEmail(value) }
      all.masked[name] = all.sealed.email.masked
      return null
    }
    case 'idNumber': {
      const sealed = identities.sealIdNumber(value)
      if (sealed === null) return '不是有效的 18 位身份证号'
      all.sealed.idNumber = sealed
      all.masked[name] = sealed.masked
      return null
    }
  }
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
