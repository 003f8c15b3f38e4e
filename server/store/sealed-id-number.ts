import { normalizeIdNumber } from '../../shared/id-number.ts'
import type { ProfileFacts } from '../../shared/incoming.ts'
import { maskIdNumber } from '../../shared/mask-text.ts'
import type { Cipher } from './cipher.ts'

export type SealedIdNumber = NonNullable<ProfileFacts['idNumber']>

export const idNumberKey = (cipher: Cipher, number: string): string => cipher.blind(`id-number:${number}`)

/** The number of an identity card on its way in, nowhere in clear; null when the text is none. */
export function sealIdNumber(cipher: Cipher, typed: string): SealedIdNumber | null {
  const number = normalizeIdNumber(typed)
  if (number === null) return null
  return { key: idNumberKey(cipher, number), sealed: cipher.seal(number), masked: maskIdNumber(number) }
}
