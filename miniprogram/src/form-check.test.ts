import { describe, expect, it } from 'vitest'
import { FormDefinition } from '../../shared/api/mini.ts'
import { fieldsToSend, newAct, problemsOf } from './form-check'

const form = FormDefinition.parse({
  name: 'register',
  title: '登记',
  intro: '',
  submitLabel: '提交',
  fields: [
    { name: 'name', label: '姓名', kind: 'text', required: true },
    { name: 'phone', label: '手机号', kind: 'phone', required: true },
    { name: 'shops', label: '门店数量', kind: 'choice', required: false, options: ['1 家', '2 家以上'] },
  ],
})

describe('checking a form before it is sent', () => {
  it.each([
    ['complete', { name: '王', phone: '13800001234' }, {}],
    ['a phone with spaces and a prefix', { name: '王', phone: '+86 138-0000 1234' }, {}],
    ['nothing typed', {}, { name: '请填写姓名', phone: '请填写手机号' }],
    ['only blanks', { name: '  ', phone: '13800001234' }, { name: '请填写姓名' }],
    ['a phone too short', { name: '王', phone: '1380000' }, { phone: '请填写正确的手机号' }],
    ['letters for a phone', { name: '王', phone: 'abc' }, { phone: '请填写正确的手机号' }],
  ])('%s', (_name, typed, problems) => {
    expect(problemsOf(form, typed)).toEqual(problems)
  })

  it('sends what was filled, trimmed, with a plain phone', () => {
    expect(fieldsToSend(form, { name: ' 王 ', phone: '+86 138 0000 1234', shops: '' })).toEqual({
      name: '王',
      phone: '13800001234',
    })
  })

  it('names each act differently', () => {
    expect(newAct()).not.toBe(newAct())
    expect(newAct().length).toBeGreaterThanOrEqual(8)
  })
})
