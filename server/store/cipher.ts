import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto'

/**
 * Phones and e-mails at rest. `seal` hides a text (AES-256-GCM, a new nonce each time), `unseal` gives it back,
 * `blind` makes the keyed index it is found by: the same text always gives the same index, and without the key
 * an index can't be tried against a list of all phone numbers.
 *
 * A sealed text is `v1.<nonce>.<tag>.<data>`; the version names the keys and the algorithm, so that both can change.
 */
export type Cipher = { seal(text: string): string; unseal(sealed: string): string; blind(text: string): string }

const VERSION = 'v1'
const NONCE_BYTES = 12
const TAG_BYTES = 16

export function createCipher(secretKey: string): Cipher {
  const keyFor = (purpose: string) =>
    Buffer.from(hkdfSync('sha256', secretKey, 'weilu', `people/${VERSION}/${purpose}`, 32))
  const sealKey = keyFor('seal')
  const blindKey = keyFor('blind')
  return {
    seal(text) {
      const nonce = randomBytes(NONCE_BYTES)
      const cipher = createCipheriv('aes-256-gcm', sealKey, nonce, { authTagLength: TAG_BYTES })
      const data = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
      const parts = [nonce, cipher.getAuthTag(), data].map((part) => part.toString('base64url'))
      return [VERSION, ...parts].join('.')
    },

    unseal(sealed) {
      const [version, nonce, tag, data] = sealed.split('.')
      if (version !== VERSION || nonce === undefined || tag === undefined || data === undefined) {
        throw new SealedTextUnreadable('its format is not known to this version')
      }
      const decipher = createDecipheriv('aes-256-gcm', sealKey, Buffer.from(nonce, 'base64url'), {
        authTagLength: TAG_BYTES,
      })
      decipher.setAuthTag(Buffer.from(tag, 'base64url'))
      try {
        return decipher.update(Buffer.from(data, 'base64url'), undefined, 'utf8') + decipher.final('utf8')
      } catch (cause) {
        throw new SealedTextUnreadable('SECRET_KEY is not the one it was sealed with, or it was changed', { cause })
      }
    },

    blind: (text) => createHmac('sha256', blindKey).update(text, 'utf8').digest('base64url').slice(0, 27),
  }
}

export class SealedTextUnreadable extends Error {
  readonly code = 'store.sealed-unreadable'
  constructor(why: string, options?: ErrorOptions) {
    super(`A sealed text can't be read: ${why}`, options)
    this.name = 'SealedTextUnreadable'
  }
}
