import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createCipher } from './cipher.ts'

const cipher = createCipher('0123456789abcdef0123456789abcdef')
const other = createCipher('fedcba9876543210fedcba9876543210')

describe('the cipher', () => {
  it('gives back what it sealed, and never seals the same text to the same characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const sealed = cipher.seal(text)
        expect(cipher.unseal(sealed)).toBe(text)
        expect(cipher.seal(text)).not.toBe(sealed)
      }),
    )
  })

  it('does not show the text it sealed', () => {
    expect(cipher.seal('13800001234')).not.toContain('13800001234')
    expect(Buffer.from(cipher.seal('13800001234'), 'base64url').toString('latin1')).not.toContain('1380000')
  })

  it('refuses a text that was changed, one of another key and one of an unknown version', () => {
    const sealed = cipher.seal('13800001234')
    const [version, nonce, tag, data] = sealed.split('.')
    const flipped = `${data?.startsWith('A') ? 'B' : 'A'}${data?.slice(1)}`
    expect(() => cipher.unseal([version, nonce, tag, flipped].join('.'))).toThrow('SECRET_KEY')
    expect(() => other.unseal(sealed)).toThrow('SECRET_KEY')
    expect(() => cipher.unseal(sealed.replace('v1', 'v9'))).toThrow('format')
    expect(() => cipher.unseal([version, nonce, tag?.slice(0, 6), data].join('.'))).toThrow()
  })

  it('makes one blind index per text and key', () => {
    expect(cipher.blind('13800001234')).toBe(cipher.blind('13800001234'))
    expect(cipher.blind('13800001234')).not.toBe(cipher.blind('13800001235'))
    expect(cipher.blind('13800001234')).not.toBe(other.blind('13800001234'))
    expect(cipher.blind('13800001234')).toMatch(/^[\w-]{27}$/)
  })
})
