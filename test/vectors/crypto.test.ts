import { createCipheriv } from 'node:crypto'
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { createMessageCrypto, signatureMatches } from '../../server/platforms/message-crypto.ts'
import { openUserData, rawDataSigned } from '../../server/platforms/wechat-mini/crypto.ts'
import { signPage } from '../../server/platforms/sign-page.ts'

type Vector = Record<string, any>
const vectors: Vector[] = JSON.parse(readFileSync(new URL('./vectors.json', import.meta.url), 'utf8')).vectors
const ofKind = (kind: string) => vectors.filter((one) => one['kind'] === kind).map((one) => [one['id'], one] as const)
const keysOf = (one: Vector) => ({
  token: one['token'] ?? '',
  encodingAesKey: one['encoding_aes_key'],
  receiver: one['receiveid'],
})

describe('published examples', () => {
  test.each(ofKind('url_signature'))('%s: the three-part signature is accepted', (_id, one) => {
    expect(signatureMatches([one['token'], one['timestamp'], one['nonce']], one['expected_signature'])).toBe(true)
    expect(signatureMatches([one['token'], one['timestamp'], `${one['nonce']}1`], one['expected_signature'])).toBe(
      false,
    )
  })

  test.each(ofKind('msg_signature_only'))('%s: the four-part signature is accepted', (_id, one) => {
    const parts = [one['token'], one['timestamp'], one['nonce'], one['encrypt']]
    expect(signatureMatches(parts, one['expected_msg_signature'])).toBe(true)
  })

  test.each(ofKind('encrypted_message'))('%s: opens to its text, and its text seals to the same bytes', (_id, one) => {
    const crypto = createMessageCrypto(keysOf(one))
    const { timestamp, nonce, encrypt, plaintext, expected_msg_signature: signature } = one as Record<string, string>
    expect(crypto.signatureMatches(signature!, timestamp!, nonce!, encrypt!)).toBe(true)
    expect(crypto.open(encrypt!)).toEqual({ ok: true, text: plaintext })
    const random = Buffer.from(one['random16'], 'latin1')
    if (random.length !== 16) return
    const sealed = crypto.seal(plaintext!, { timestamp: timestamp!, nonce: nonce!, random })
    expect(sealed).toEqual({ encrypt, signature, timestamp, nonce })
  })

  test.each(ofKind('encrypt_only'))('%s: seals to the published text', (_id, one) => {
    const random = Buffer.from(one['random16'], 'latin1')
    const sealed = createMessageCrypto(keysOf(one)).seal(one['plaintext'], { timestamp: '1', nonce: '1', random })
    expect(sealed.encrypt).toBe(one['expected_encrypt'])
  })

  test.each(ofKind('jsapi_signature'))('%s: signs the page', (_id, one) => {
    const page = { ticket: one['jsapi_ticket'], nonceStr: one['noncestr'], timestamp: Number(one['timestamp']) }
    expect(signPage({ ...page, url: one['url'] })).toBe(one['expected_signature'])
    expect(signPage({ ...page, url: `${one['url']}#part` })).toBe(one['expected_signature'])
  })

  test.each(ofKind('wxa_rawdata_signature'))('%s: the signed raw data is accepted', (_id, one) => {
    expect(rawDataSigned(one['rawData'], one['session_key'], one['expected_signature'])).toBe(true)
    expect(rawDataSigned(`${one['rawData']} `, one['session_key'], one['expected_signature'])).toBe(false)
  })

  test.each(ofKind('wxa_encrypted_data'))('%s: opens to the user data of its own app only', (_id, one) => {
    const sealed = { encryptedData: one['encryptedData'], iv: one['iv'], sessionKey: one['session_key'] }
    const expected = JSON.parse(one['expected_plaintext'])
    expect(openUserData(sealed, expected.watermark.appid)).toEqual({ ok: true, data: expected })
    expect(openUserData(sealed, 'wx0000000000000000')).toEqual({ ok: false, why: 'addressee' })
    expect(openUserData({ ...sealed, sessionKey: 'AAAAAAAAAAAAAAAAAAAAAA==' }, expected.watermark.appid)).toMatchObject(
      { ok: false },
    )
  })

  it('covers every published example', () => {
    const covered = [
      'url_signature',
      'msg_signature_only',
      'encrypted_message',
      'encrypt_only',
      'jsapi_signature',
      'wxa_rawdata_signature',
      'wxa_encrypted_data',
    ]
    expect(vectors.filter((one) => !covered.includes(one['kind']))).toEqual([])
    expect(vectors).toHaveLength(21)
  })
})

describe('the sealed envelope', () => {
  const crypto = createMessageCrypto({ token: 'token', encodingAesKey: 'A'.repeat(43), receiver: 'wx0000000000000001' })

  it('opens whatever it sealed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (text, nonce) => {
        const { encrypt, signature } = crypto.seal(text, { timestamp: '1760000000', nonce })
        expect(crypto.open(encrypt)).toEqual({ ok: true, text: Buffer.from(text).toString() })
        expect(crypto.signatureMatches(signature, '1760000000', nonce, encrypt)).toBe(true)
      }),
      { numRuns: 200, seed: 7 },
    )
  })

  test.each([
    ['more behind it', (right: string) => `${right}00`],
    ['something that is no digit behind it', (right: string) => `${right}zz`],
    ['its end missing', (right: string) => right.slice(0, 38)],
    ['another digit', (right: string) => `${right[0] === '0' ? '1' : '0'}${right.slice(1)}`],
    ['nothing', () => ''],
  ])('knows a signature with %s for a wrong one', (_what, change) => {
    const { encrypt, signature } = crypto.seal('你好', { timestamp: '1', nonce: '2' })
    expect(crypto.signatureMatches(signature, '1', '2', encrypt)).toBe(true)
    expect(crypto.signatureMatches(change(signature), '1', '2', encrypt)).toBe(false)
  })

  it('never throws and never opens what was changed in its last block', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (block) => {
        const sealed = Buffer.from(crypto.seal('你好'.repeat(20), { timestamp: '1', nonce: '1' }).encrypt, 'base64')
        Buffer.from(block).copy(sealed, sealed.length - 16)
        expect(crypto.open(sealed.toString('base64')).ok).toBe(false)
      }),
      { numRuns: 200, seed: 7 },
    )
  })

  /** Sealed by hand, so that one thing at a time can be wrong under a right key. */
  const sealedBy = (text: Buffer, padding: (size: number) => Buffer, receiver = 'wx0000000000000001') => {
    const length = Buffer.alloc(4)
    length.writeUInt32BE(text.length)
    const plain = Buffer.concat([Buffer.alloc(16, 1), length, text, Buffer.from(receiver)])
    const key = Buffer.from(`${'A'.repeat(43)}=`, 'base64')
    const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false)
    return Buffer.concat([
      cipher.update(Buffer.concat([plain, padding(32 - (plain.length % 32))])),
      cipher.final(),
    ]).toString('base64')
  }
  const right = (size: number) => Buffer.alloc(size, size)
  test.each([
    ['right padding', sealedBy(Buffer.from('你好'), right), { ok: true, text: '你好' }],
    [
      'padding whose bytes differ',
      sealedBy(Buffer.from('你好'), (size) => Buffer.concat([Buffer.alloc(size - 1, 9), Buffer.from([size])])),
      { ok: false, why: 'padding' },
    ],
    ['padding of nothing', sealedBy(Buffer.from('你好'), (size) => Buffer.alloc(size)), { ok: false, why: 'padding' }],
    [
      'padding beyond a block',
      sealedBy(Buffer.from('你好'), (size) => Buffer.alloc(size, 33)),
      { ok: false, why: 'padding' },
    ],
    ['bytes that are no text', sealedBy(Buffer.from([0xff, 0xfe]), right), { ok: false, why: 'encoding' }],
    ['another receiver', sealedBy(Buffer.from('你好'), right, 'wx0000000000000002'), { ok: false, why: 'addressee' }],
  ])('%s is seen for what it is', (_what, sealed, expected) => {
    expect(crypto.open(sealed)).toEqual(expected)
  })

  test.each([
    ['nothing', ''],
    ['half a block', Buffer.alloc(15).toString('base64')],
    ['no base64 at all', '***'],
    ['one empty block', Buffer.alloc(16).toString('base64')],
  ])('refuses %s by name', (_what, sealed) => {
    expect(crypto.open(sealed)).toMatchObject({ ok: false })
  })
})
