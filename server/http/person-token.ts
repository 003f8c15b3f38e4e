import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto'
import { ContactId } from '../../shared/ids.ts'

/**
 * Who a browser's visitor is, said by us: `<contact>.<until>.<link>.<signature>`. `link` names the signed link it came
 * by, and is `0` for one that the company's server asked for.
 */
export type PersonSaid = { contact: ContactId; link: string | null }

const SIGNATURE_BYTES = 16

export function createPersonTokens(secretKey: string) {
  const key = Buffer.from(hkdfSync('sha256', secretKey, 'weilu', 'web-person/v1', 32))
  const sign = (text: string) => createHmac('sha256', key).update(text).digest().subarray(0, SIGNATURE_BYTES)
  return {
    tokenOf({ contact, link }: PersonSaid, until: Date): string {
      const text = `${contact}.${Math.ceil(until.getTime() / 1000).toString(36)}.${link ?? '0'}`
      return `${text}.${sign(text).toString('base64url')}`
    },

    /** Null for one that we did not make, or that is too old. */
    read(token: string, now: Date): PersonSaid | null {
      const parts = token.split('.')
      const [contact, until, link, signature] = parts
      if (parts.length !== 4 || until === undefined || link === undefined || signature === undefined) return null
      const given = Buffer.from(signature, 'base64url')
      const text = `${contact}.${until}.${link}`
      if (given.length !== SIGNATURE_BYTES || !timingSafeEqual(given, sign(text))) return null
      const known = ContactId.safeParse(contact)
      if (!known.success || Number.parseInt(until, 36) * 1000 < now.getTime()) return null
      return { contact: known.data, link: link === '0' ? null : link }
    },
  }
}
export type PersonTokens = ReturnType<typeof createPersonTokens>
