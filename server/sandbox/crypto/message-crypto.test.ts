import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { openMessage, sealMessage, signPage, signParts } from './message-crypto.ts'

type Vector = Record<string, string> & { id: string; kind: string }
const file = new URL('../../../test/vectors/vectors.json', import.meta.url)
const vectors: Vector[] = JSON.parse(readFileSync(file, 'utf8')).vectors
const ofKind = (kind: string) => vectors.filter((vector) => vector.kind === kind)
/** One vector's random bytes are not ASCII; its text holds one character per byte. */
const randomOf = (vector: Vector) => Buffer.from(vector.random16!, 'latin1')

describe('the published vectors', () => {
  test('are all of the kinds this suite knows how to read', () => {
    expect(new Set(vectors.map((vector) => vector.kind))).toEqual(
      new Set([
        'url_signature',
        'encrypted_message',
        'encrypt_only',
        'msg_signature_only',
        'jsapi_signature',
        'wxa_rawdata_signature',
        'wxa_encrypted_data',
      ]),
    )
  })
  test.each(ofKind('url_signature'))('[A2.1] $id is signed the same', (vector) => {
    expect(signParts(vector.token!, vector.timestamp!, vector.nonce!)).toBe(vector.expected_signature)
  })
  test.each([...ofKind('encrypted_message'), ...ofKind('msg_signature_only')])('[A2.2] $id is signed the same', (v) => {
    expect(signParts(v.token!, v.timestamp!, v.nonce!, v.encrypt!)).toBe(v.expected_msg_signature)
  })
  test.each(ofKind('encrypted_message'))('[A2.2] $id opens to its message and its receiver', (vector) => {
    const opened = openMessage({ encodingAesKey: vector.encoding_aes_key!, sealed: vector.encrypt! })
    expect(opened.message).toBe(vector.plaintext)
    expect(opened.receiver).toBe(vector.receiveid)
    expect(opened.random.toString('latin1')).toBe(vector.random16)
  })
  test.each([...ofKind('encrypted_message'), ...ofKind('encrypt_only')])('[A2.2] $id seals to the same text', (v) => {
    const sealed = sealMessage({
      encodingAesKey: v.encoding_aes_key!,
      message: v.plaintext!,
      receiver: v.receiveid!,
      random: randomOf(v),
    })
    expect(sealed).toBe(v.encrypt ?? v.expected_encrypt)
  })
  test.each(ofKind('jsapi_signature'))('[A10.2] $id is signed the same', (vector) => {
    const { jsapi_ticket: ticket, noncestr: nonce, timestamp, url } = vector
    expect(signPage({ ticket: ticket!, nonce: nonce!, timestamp: timestamp!, url: url! })).toBe(
      vector.expected_signature,
    )
  })
})

describe('a sealed message that was tampered with', () => {
  const encodingAesKey = 'A'.repeat(43)
  const sealed = sealMessage({ encodingAesKey, message: '你好', receiver: 'wx1' })
  test('is refused when cut in the middle of a block', () => {
    expect(() => openMessage({ encodingAesKey, sealed: sealed.slice(0, 20) })).toThrow('not whole cipher blocks')
  })
  test('is refused when opened with another key', () => {
    expect(() => openMessage({ encodingAesKey: 'B'.repeat(43), sealed })).toThrow()
  })
  test('is refused when its padding is zero', () => {
    const broken = sealMessage({ encodingAesKey, message: 'x', receiver: 'wx1', brokenPadding: true })
    expect(() => openMessage({ encodingAesKey, sealed: broken })).toThrow('padding is wrong')
  })
})
