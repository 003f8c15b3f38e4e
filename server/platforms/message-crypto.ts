import { isUtf8 } from 'node:buffer'
import { createDecipheriv, createHash, timingSafeEqual } from 'node:crypto'
import { encrypt } from '@wecom/crypto'

/**
 * The sealed envelope that Official Accounts, mini-programs and WeCom share: AES-256-CBC, padding of block 32, layout
 * `random(16) | length(4, big endian) | text | receiver`. @wecom/crypto seals; opening is ours, because the package
 * accepts any padding, any length and bytes that are no text. https://developer.work.weixin.qq.com/document/path/90968
 */
export type Opened = { ok: true; text: string } | { ok: false; why: 'malformed' | 'padding' | 'addressee' | 'encoding' }
export type SealedReply = { encrypt: string; signature: string; timestamp: string; nonce: string }

const BLOCK = 32
const HEAD = 20

export function createMessageCrypto({ token, encodingAesKey, receiver }: MessageKeys) {
  // Lenient base64 on purpose: the 43rd character may carry stray bits (facts A2.2).
  const key = Buffer.from(`${encodingAesKey}=`, 'base64')
  if (key.length !== 32) throw new Error('the EncodingAESKey does not give 32 bytes')
  const iv = key.subarray(0, 16)
  const expectedReceiver = Buffer.from(receiver)

  return {
    signatureMatches: (given: string, ...parts: readonly string[]) => signatureMatches([token, ...parts], given),

    open(sealed: string): Opened {
      const bytes = Buffer.from(sealed, 'base64')
      if (bytes.length === 0 || bytes.length % 16 !== 0) return { ok: false, why: 'malformed' }
      const decipher = createDecipheriv('aes-256-cbc', key, iv).setAutoPadding(false)
      const padded = Buffer.concat([decipher.update(bytes), decipher.final()])
      const plain = withoutPadding(padded)
      if (!plain || plain.length < HEAD) return { ok: false, why: 'padding' }
      const end = HEAD + plain.readUInt32BE(16)
      if (end > plain.length) return { ok: false, why: 'malformed' }
      if (!plain.subarray(end).equals(expectedReceiver)) return { ok: false, why: 'addressee' }
      const text = plain.subarray(HEAD, end)
      return isUtf8(text) ? { ok: true, text: text.toString('utf8') } : { ok: false, why: 'encoding' }
    },

    /** `random` is given only by tests that reproduce a published example. */
    seal(
      text: string,
      { timestamp, nonce, random }: { timestamp: string; nonce: string; random?: Buffer },
    ): SealedReply {
      const sealed = encrypt(encodingAesKey, text, receiver, random)
      return { encrypt: sealed, signature: signatureOf([token, timestamp, nonce, sealed]), timestamp, nonce }
    },
  }
}
export type MessageKeys = { token: string; encodingAesKey: string; receiver: string }
export type MessageCrypto = ReturnType<typeof createMessageCrypto>

/** Sorted by code unit, which for the platforms' ASCII is by byte, never by locale. */
export const signatureOf = (parts: readonly string[]) => sha1Of([...parts].sort().join(''))
const sha1Of = (text: string) => createHash('sha1').update(text).digest('hex')

export function signatureMatches(parts: readonly string[], given: string): boolean {
  const ours = Buffer.from(signatureOf(parts), 'hex')
  const theirs = Buffer.from(given, 'hex')
  return theirs.length === ours.length && given.length === 40 && timingSafeEqual(ours, theirs)
}

function withoutPadding(padded: Buffer): Buffer | null {
  const size = padded[padded.length - 1] ?? 0
  if (size < 1 || size > BLOCK || size > padded.length) return null
  const start = padded.length - size
  for (let index = start; index < padded.length; index += 1) if (padded[index] !== size) return null
  return padded.subarray(0, start)
}
