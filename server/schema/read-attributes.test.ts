import { describe, expect, it } from 'vitest'
import type { Field } from '../../shared/schema/field.ts'
import { createCipher } from '../store/cipher.ts'
import { sealIdNumber } from '../store/sealed-id-number.ts'
import { sealPhone } from '../store/sealed-phone.ts'
import { readAttributes } from './read-attributes.ts'

const cipher = createCipher('a test key of more than thirty-two characters')
const field = (name: string, type: Field['type']): Field => ({ name, label: name, type, options: [] })
const needs = {
  attributes: new Map(
    [field('points', 'number'), field('birthday', 'date'), field('idNumber', 'text')].map((one) => [one.name, one]),
  ),
  timeZone: 'Asia/Shanghai',
  identities: {
    sealPhone: (text: string) => sealPhone(cipher, text),
    sealEmail: (text: string) => cipher.seal(text),
    sealIdNumber: (text: string) => sealIdNumber(cipher, text),
  },
}
const CARD = '11010519491231002X'
const open = { phone: '13812345678', mobile: '138 1234 5678', email: 'lin@example.com', idNumber: CARD }

describe('attributes from outside', () => {
  it('are what their definitions say; unknown ones are kept as they are', () => {
    const read = readAttributes({ points: '1,200', birthday: '1990/5/1', hobby: '登山', none: '', nil: null }, needs)
    expect(read).toMatchObject({ values: { points: 1200, birthday: '1990-05-01', hobby: '登山' }, problems: [] })
  })

  it.each(Object.entries(open))('never hold %s as it is: it is sealed, and stands masked', (name, value) => {
    const read = readAttributes({ [name]: value }, needs)
    expect(read.problems).toEqual([])
    expect(read.values).toEqual({})
    expect(read.masked[name]).toMatch(/\*/)
    expect(JSON.stringify(read)).not.toContain(value.replaceAll(' ', ''))
  })

  it('seal what can be unsealed again', () => {
    const { sealed, phone } = readAttributes(open, needs)
    expect(cipher.unseal(sealed.idNumber!.sealed)).toBe(CARD)
    expect(cipher.unseal(sealed.email!.sealed)).toBe('lin@example.com')
    expect(cipher.unseal(phone!.phone.sealed)).toBe('13812345678')
  })

  it('keep a number that came masked as a hint, which is no number', () => {
    const read = readAttributes({ mobile: '138 xxxx 5678' }, needs)
    expect(read).toMatchObject({ values: { maskedPhone: '138****5678' }, phone: null, problems: [] })
    expect(readAttributes({ maskedPhone: '+86 138****5678' }, needs).values).toEqual({ maskedPhone: '138****5678' })
  })

  it.each([
    ['idNumber', '110105194912310021', '不是有效的 18 位身份证号'],
    ['email', 'lin@', '不是有效的邮箱'],
    ['phone', '12345', '不是有效的手机号'],
    ['maskedPhone', '13812345678', '应为打码的手机号，如 138****1234'],
    ['idNumber', 11010519491231, '应为文本'],
    ['points', '很多', '「points」应为数字，如 99.5'],
    ['birthday', '1990-02-30', '「birthday」应为日期，如 2027-03-01'],
  ])('say of %s %j: %s', (name, value, problem) => {
    expect(readAttributes({ [name]: value }, needs)).toMatchObject({ values: {}, problems: [{ name, problem }] })
  })
})
