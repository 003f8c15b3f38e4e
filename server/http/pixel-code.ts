import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto'

const SIGNATURE_BYTES = 16

/**
 * Names one mail by the key of its effect, signed, for the picture nobody sees: whose mail it was only the outbox knows, so
 * the address says nothing about a person, and nobody can count a mail that we did not send.
 */
export function createPixelCodes(secretKey: string) {
  const key = Buffer.from(hkdfSync('sha256', secretKey, 'weilu', 'mail-pixel/v1', 32))
  const sign = (packed: string) => createHmac('sha256', key).update(packed).digest().subarray(0, SIGNATURE_BYTES)
  return {
    codeOf(effect: string): string {
      const packed = Buffer.from(effect).toString('base64url')
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
export type PixelCodes = ReturnType<typeof createPixelCodes>
