import { type IdentityKey, identityKey } from '../../shared/contact.ts'
import { maskPhone, normalizePhone } from '../../shared/phone.ts'
import type { Cipher } from './cipher.ts'

/** A phone number on its way in, nowhere in clear: its identity key, and what the profile keeps of it. */
export type SealedPhone = { key: IdentityKey; phone: { sealed: string; masked: string } }

/** Null when the text is no phone number. Every door that takes one (form, mini-program, import) uses this. */
export function sealPhone(cipher: Cipher, typed: string): SealedPhone | null {
  const number = normalizePhone(typed)
  if (number === null) return null
  return { key: phoneKey(cipher, number), phone: { sealed: cipher.seal(number), masked: maskPhone(number) } }
}

export const phoneKey = (cipher: Cipher, number: string): IdentityKey =>
  identityKey('phone', cipher.blind(`phone:${number}`))

export const emailKey = (cipher: Cipher, email: string): IdentityKey =>
  identityKey('email', cipher.blind(`email:${email.trim().toLowerCase()}`))

/** What a phone is found by in the search box: its last 4 and its last 8 digits. */
export const phoneTails = (cipher: Cipher, sealed: string): string[] => {
  const number = cipher.unseal(sealed)
  return [4, 8].map((length) => tailIndex(cipher, number.slice(-length)))
}
export const tailIndex = (cipher: Cipher, digits: string): string => cipher.blind(`tail:${digits}`).slice(0, 16)
