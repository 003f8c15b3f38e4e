import { expect, it } from 'vitest'
import { aContact } from '../../test/builders/person.ts'
import { renderContent } from './render.ts'

const contact = aContact()
  .with({
    name: '王',
    phoneMasked: '138****1234',
    attributes: { level: '金卡', likes: ['茶', '书'], vipExpiresAt: '2027-03-01' },
  })
  .build()

it.each([
  ['a name', '你好 {{name}}', '你好 王'],
  ['an attribute', '{{ level }}会员', '金卡会员'],
  ['a list', '{{likes}}', '茶、书'],
  ['a day as it is spoken', '{{vipExpiresAt}} 到期', '2027年3月1日 到期'],
  ['a masked phone', '{{phone}}', '138****1234'],
  ['what nobody knows', '[{{ghost}}]', '[]'],
  ['a text for what nobody knows', '{{ghost|朋友}}你好', '朋友你好'],
  ['a brace that is none', '{name}', '{name}'],
])('fills %s', (_name, text, expected) => {
  expect(renderContent({ fields: { thing1: text }, list: [text], n: 1 }, contact)).toEqual({
    fields: { thing1: expected },
    list: [expected],
    n: 1,
  })
})

it('fills fields of the newest row of an object, and leaves a text for who has none', () => {
  const objects = new Map([['order', { amount: 299, paidAt: '2026-11-20' }]])
  const content = {
    text: '订单 {{order.amount}} 元，{{ order.paidAt }}，{{order.none|无}}，{{device.name|无设备}}，{{level}}',
  }
  expect(renderContent(content, contact, objects)).toEqual({ text: '订单 299 元，2026年11月20日，无，无设备，金卡' })
})

it('leaves a message about nobody as it is', () => expect(renderContent('{{name}}', null)).toBe('{{name}}'))

it('writes what a customer calls themselves into HTML as text', () => {
  const named = { ...contact, name: '<img src=x> & "王"' }
  expect(renderContent({ html: '<p>{{name}}</p>', subject: '{{name}}' }, named)).toEqual({
    html: '<p>&#60;img src=x&#62; &#38; &#34;王&#34;</p>',
    subject: '<img src=x> & "王"',
  })
})
