import type { AttributeValue } from '../../shared/contact.ts'
import { maskEmail } from '../../shared/mask-text.ts'
import type { SealedKind } from '../../shared/schema/sealed-field.ts'
import type { IdentityNeeds } from './outside-identity.ts'

/** A value of a row that is kept sealed: what is shown of it, the seal, and a key that two of the same value share. */
export type SealedValue = { masked: string; key: string; sealed: string }

/** Null for what is none of its kind, such as the number of a landline: it is kept as it is. */
export function sealValue(
  kind: SealedKind,
  value: AttributeValue,
  identities: Pick<IdentityNeeds, 'sealPhone' | 'sealEmail' | 'emailKeyOf' | 'sealIdNumber'>,
): SealedValue | null {
  const text = typeof value === 'string' || typeof value === 'number' ? String(value).trim() : ''
  switch (kind) {
    case 'phone': {
      const sealed = identities.sealPhone(text)
      return sealed === null ? null : { key: sealed.key, ...sealed.phone }
    }
    case 'email':
      return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text)
        ? { key: identities.emailKeyOf(text), sealed: identities.sealEmail(text), masked: maskEmail(text) }
        : null
    case 'idNumber':
      return identities.sealIdNumber(text)
  }
}
