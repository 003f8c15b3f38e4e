import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'

/**
 * Message encryption and signatures of the three platforms, written from the facts sheet (A2.1, A2.2, C2.1, A10.2) and
 * from nothing else: the product has its own, and a mistake in either one must show as a failure between the two.
 */

/** Facts A2.1: plain sort by bytes, no separator. `Array.sort` compares UTF-16 units, which is byte order for ASCII. */
export const signParts = (...parts: string[]): string => sha1([...parts].sort().join(''))

/** Facts A10.2: lower-case keys in this order, nothing URL-encoded, the address without its fragment. */
export const signPage = (of: { ticket: string; nonce: string; timestamp: string; url: string }): string =>
  sha1(`jsapi_ticket=${of.ticket}&noncestr=${of.nonce}&timestamp=${of.timestamp}&url=${of.url}`)

const sha1 = (text: string) => createHash('sha1').update(text, 'utf8').digest('hex')

/** Padding counts to 32 although the cipher's own block is 16 (facts A2.2, J2). */
const PADDING_BLOCK = 32

/** The 43rd character may carry trailing bits; node's decoder is the lenient one that is needed (facts A2.2). */
export const readKey = (encodingAesKey: string): Buffer => {
  const key = Buffer.from(`${encodingAesKey}=`, 'base64')
  if (key.length !== 32) throw new Error('an EncodingAESKey is 43 characters of base64')
  return key
}

export function sealMessage(of: {
  encodingAesKey: string
  message: string
  receiver: string
  random?: Buffer
  /** A padding no receiver may accept; only forged callbacks ask for it. */
  brokenPadding?: boolean
}): string {
  const key = readKey(of.encodingAesKey)
  const message = Buffer.from(of.message, 'utf8')
  const length = Buffer.alloc(4)
  length.writeUInt32BE(message.length)
  const open = Buffer.concat([of.random ?? randomBytes(16), length, message, Buffer.from(of.receiver, 'utf8')])
  const missing = PADDING_BLOCK - (open.length % PADDING_BLOCK)
  const padding = Buffer.alloc(missing, of.brokenPadding === true ? 0 : missing)
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false)
  return Buffer.concat([cipher.update(Buffer.concat([open, padding])), cipher.final()]).toString('base64')
}

export type OpenedMessage = { message: string; receiver: string; random: Buffer }

/** Throws an `Error` with a plain reason; who sent it decides what that means. */
export function openMessage(of: { encodingAesKey: string; sealed: string }): OpenedMessage {
  const key = readKey(of.encodingAesKey)
  const sealed = Buffer.from(of.sealed, 'base64')
  if (sealed.length === 0 || sealed.length % 16 !== 0) throw new Error('the sealed text is not whole cipher blocks')
  const decipher = createDecipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false)
  const padded = Buffer.concat([decipher.update(sealed), decipher.final()])
  const padding = padded[padded.length - 1] ?? 0
  if (padding < 1 || padding > PADDING_BLOCK) throw new Error('the padding is wrong: was another key used?')
  const open = padded.subarray(0, padded.length - padding)
  if (open.length < 20) throw new Error('the opened text is too short')
  const length = open.readUInt32BE(16)
  if (20 + length > open.length) throw new Error('the announced length is longer than the text')
  return {
    message: open.subarray(20, 20 + length).toString('utf8'),
    receiver: open.subarray(20 + length).toString('utf8'),
    random: open.subarray(0, 16),
  }
}
