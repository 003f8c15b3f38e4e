import { type IdentityKey, identityKey, IdentityKey as Key } from '../../shared/contact.ts'
import type { IdentityClaim, ProfileFacts } from '../../shared/incoming.ts'
import { maskEmail } from '../../shared/mask-text.ts'
import type { PersonKind } from '../../shared/schema/definitions.ts'
import type { SealedPhone } from '../store/sealed-phone.ts'

export type IdentityNeeds = {
  /** Normalises, seals and indexes a number; null when it is none. */
  sealPhone(text: string): SealedPhone | null
  emailKeyOf(text: string): IdentityKey
  sealEmail(text: string): string
  /** Checks, seals and indexes the number of an identity card; null when it is none. */
  sealIdNumber(text: string): NonNullable<ProfileFacts['idNumber']> | null
}

/** What an outsider's word for a person becomes: a claim without a number in clear, and how it may be shown. */
export type OutsideIdentity = { claim: IdentityClaim; facts: ProfileFacts; shown: string }

const wrong = (problem: string) => ({ problem })

/** `identity` is a whole key as outsiders know it: `phone:13800000000`, `oa:<appid>:<openid>`, `crm:<source>:<number>`. */
export function readIdentity(
  given: { kind: PersonKind; scope: string | null; value: string },
  needs: IdentityNeeds,
): OutsideIdentity | { problem: string } {
  const value = given.value.trim()
  const claim = (key: IdentityKey) => ({ key, strength: 'declared' as const, source: 'api' })
  switch (given.kind) {
    case 'identity': {
      const key = Key.safeParse(value)
      if (!key.success) return wrong('身份应写成 phone:13900000000、oa:<appid>:<openid> 这样')
      const [kind = ''] = value.split(':')
      const rest = value.slice(kind.length + 1)
      if (kind === 'phone' || kind === 'email') return readIdentity({ kind, scope: null, value: rest }, needs)
      return { claim: claim(key.data), facts: {}, shown: value }
    }
    case 'phone': {
      const sealed = needs.sealPhone(value)
      if (sealed === null) return wrong('手机号格式不对')
      return { claim: claim(sealed.key), facts: { phone: sealed.phone }, shown: sealed.phone.masked }
    }
    case 'email': {
      if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value) || value.length > 200) return wrong('邮箱格式不对')
      const masked = maskEmail(value)
      return {
        claim: claim(needs.emailKeyOf(value)),
        facts: { email: { sealed: needs.sealEmail(value), masked } },
        shown: masked,
      }
    }
    default: {
      if (value === '' || value.length > 128 || /\s/.test(value)) return wrong('身份是空的、太长或含有空格')
      const parts = given.scope === null ? [value] : [given.scope, value]
      return { claim: claim(identityKey(given.kind, ...parts)), facts: {}, shown: value }
    }
  }
}
