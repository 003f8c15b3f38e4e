import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import { ContactId } from '../../shared/ids.ts'

/** Where a tracked link leads, and whose click it is. `effect`: key of the message that carried it. */
const LinkTarget = z.object({
  url: z.string().refine((text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)),
  contact: ContactId.nullable(),
  effect: z.string().nullable(),
})
export type LinkTarget = z.infer<typeof LinkTarget>

const Packed = z.tuple([z.string(), z.string().nullable(), z.string().nullable()])
const SIGNATURE_BYTES = 16

/**
 * A short link carries its own target, signed: there is nothing to look up, and `/t/…` sends nobody to an address
 * that we did not put there.
 */
export function createShortLinks(secretKey: string) {
  const key = Buffer.from(hkdfSync('sha256', secretKey, 'weilu', 'short-link/v1', 32))
  const sign = (packed: string) => createHmac('sha256', key).update(packed).digest().subarray(0, SIGNATURE_BYTES)
  return {
    codeOf(target: LinkTarget): string {
      const { url, contact, effect } = LinkTarget.parse(target)
      const packed = Buffer.from(JSON.stringify([url, contact, effect])).toString('base64url')
      return `${packed}.${sign(packed).toString('base64url')}`
    },

    /** Null for a code that we did not make. */
    read(code: string): LinkTarget | null {
      const [packed, signature, more] = code.split('.')
      if (packed === undefined || signature === undefined || more !== undefined) return null
      const given = Buffer.from(signature, 'base64url')
      if (given.length !== SIGNATURE_BYTES || !timingSafeEqual(given, sign(packed))) return null
      const [url, contact, effect] = Packed.parse(JSON.parse(Buffer.from(packed, 'base64url').toString('utf8')))
      return LinkTarget.parse({ url, contact, effect })
    },
  }
}
export type ShortLinks = ReturnType<typeof createShortLinks>
