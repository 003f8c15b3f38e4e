import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto'

const SIGNATURE_BYTES = 16

/** Texts that travel in addresses, signed under a key of their `purpose`: a code of one purpose is none for another. */
export function createSignedCodes(secretKey: string, purpose: string) {
  const key = Buffer.from(hkdfSync('sha256', secretKey, 'weilu', purpose, 32))
  const sign = (packed: string) => createHmac('sha256', key).update(packed).digest().subarray(0, SIGNATURE_BYTES)
  return {
    codeOf(text: string): string {
      const packed = Buffer.from(text).toString('base64url')
      return `${packed}.${sign(packed).toString('base64url')}`
    },
    /** Null for a code that we did not make. */
    read(code: string): string | null {
      const [packed, signature, more] = code.split('.')
      if (packed === undefined || signature === undefined || more !== undefined) return null
      const given = Buffer.from(signature, 'base64url')
      if (given.length !== SIGNATURE_BYTES || !timingSafeEqual(given, sign(packed))) return null
      return Buffer.from(packed, 'base64url').toString('utf8')
    },
  }
}
