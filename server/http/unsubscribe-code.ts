import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import { ContactId } from '../../shared/ids.ts'

const Packed = z.tuple([ContactId, z.string().max(40)])
const SIGNATURE_BYTES = 16

/** Names a person and a channel, signed: the link of a mail ends marketing to whom the mail was sent, and to nobody else. */
export function createUnsubscribeCodes(secretKey: string) {
  const key = Buffer.from(hkdfSync('sha256', secretKey, 'weilu', 'unsubscribe/v1', 32))
  const sign = (packed: string) => createHmac('sha256', key).update(packed).digest().subarray(0, SIGNATURE_BYTES)
  return {
    codeOf({ contact, channel }: { contact: ContactId; channel: string }): string {
      const packed = Buffer.from(JSON.stringify([contact, channel])).toString('base64url')
      return `${packed}.${sign(packed).toString('base64url')}`
    },
    /** Null for a code that we did not make. */
    read(code: string): { contact: ContactId; channel: string } | null {
      const [packed, signature, more] = code.split('.')
      if (packed === undefined || signature === undefined || more !== undefined) return null
      const given = Buffer.from(signature, 'base64url')
      if (given.length !== SIGNATURE_BYTES || !timingSafeEqual(given, sign(packed))) return null
      const [contact, channel] = Packed.parse(JSON.parse(Buffer.from(packed, 'base64url').toString('utf8')))
      return { contact, channel }
    },
  }
}
export type UnsubscribeCodes = ReturnType<typeof createUnsubscribeCodes>
