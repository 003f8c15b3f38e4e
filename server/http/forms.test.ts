import { describe, expect, it } from 'vitest'
import type { FormDefinition } from '../../shared/api/mini.ts'
import type { Field } from '../../shared/schema/field.ts'
import { readAttributes } from '../schema/read-attributes.ts'
import { createCipher } from '../store/cipher.ts'
import { sealIdNumber } from '../store/sealed-id-number.ts'
import { sealPhone } from '../store/sealed-phone.ts'
import { checkForm } from './forms.ts'

const cipher = createCipher('a test key of more than thirty-two characters')
const identities = {
  sealPhone: (text: string) => sealPhone(cipher, text),
  sealEmail: (text: string) => cipher.seal(text),
  sealIdNumber: (text: string) => sealIdNumber(cipher, text),
}
const points: Field = { name: 'points', label: '积分', type: 'number', options: [] }
const reading = {
  sealPhone: identities.sealPhone,
  readAttributes: (given: Readonly<Record<string, string>>) =>
    readAttributes(given, { attributes: new Map([['points', points]]), timeZone: 'Asia/Shanghai', identities }),
}
const field = (name: string, label: string, kind: 'text' | 'phone' = 'text') => ({
  ...{ name, label, kind, required: false, options: [] },
})
const form: FormDefinition = {
  ...{ name: 'visit', title: '预约', intro: '', submitLabel: '提交' },
  fields: [
    ...[field('name', '称呼'), field('contact', '联系电话', 'phone'), field('idNumber', '身份证号')],
    ...[field('email', '邮箱'), field('points', '积分'), field('wish', '愿望')],
  ],
}
const check = (given: Record<string, string>) => checkForm(form, given, reading)
const CARD = '11010519491231002X'

describe('a form', () => {
  it('gives nothing in clear that says who somebody is: neither to the profile nor to the timeline', async () => {
    const given = {
      name: '林',
      contact: '13812345678',
      idNumber: CARD,
      email: 'lin@example.com',
      points: '12',
      wish: '开店',
    }
    const checked = await check(given)
    expect(checked).toMatchObject({
      name: '林',
      attributes: { points: 12, wish: '开店' },
      fields: { contact: '138****5678', idNumber: '110***********002X', points: '12', wish: '开店' },
      sealed: { idNumber: { masked: '110***********002X' }, email: { masked: expect.stringContaining('*') } },
    })
    const all = JSON.stringify(checked)
    for (const open of [CARD, '13812345678', 'lin@example.com']) expect(all).not.toContain(open)
  })

  it('takes a masked number as a hint and not as a number', async () => {
    expect(await check({ contact: '138****5678' })).toMatchObject({
      ...{ phone: null, attributes: { maskedPhone: '138****5678' }, fields: { contact: '138****5678' } },
    })
  })

  it('names every field that is wrong at once, by its label', async () => {
    await expect(check({ contact: '12345', idNumber: '1', email: 'x', points: '很多' })).rejects.toMatchObject({
      status: 422,
      message:
        '联系电话格式不对，请填写 11 位手机号；身份证号不是有效的 18 位身份证号；邮箱不是有效的邮箱；「积分」应为数字，如 99.5',
    })
  })
})
