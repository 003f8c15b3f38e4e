import { expect, it } from 'vitest'
import { summaryOf } from './deliver.ts'
import { withoutVariables } from './without-variables.ts'

it.each([
  ['{{name|会员}}，您好', '会员，您好'],
  ['{{ name }}的{{level}}', '〔姓名〕的〔会员等级〕'],
  ['{{vipExpiresAt}} 到期，{{phone| }}', '〔到期日〕 到期，〔手机号〕'],
  ['{{city}}', '〔city〕'],
  ['没有变量 {name}', '没有变量 {name}'],
])('%s reads %s', (text, read) => expect(withoutVariables(text)).toBe(read))

it.each([
  ['oa-template', { templateId: 't', fields: { thing1: '{{name|会员}}', time3: '{{vipExpiresAt}}' } }],
  ['mini-subscribe', { templateId: 't', fields: { thing1: '{{name|会员}}', time3: '{{vipExpiresAt}}' } }],
])('the summary of %s shows no placeholder', (channel, content) =>
  expect(summaryOf(channel, content)).toMatch(/：会员 \/ 〔到期日〕$/),
)

it.each([
  ['oa-customer-service', { form: 'text', text: '你好 {{name|朋友}}' }],
  ['oa-reply', { text: '你好 {{name|朋友}}' }],
  ['wecom-welcome', { text: '你好 {{name|朋友}}' }],
])('nor does the one of %s', (channel, content) => expect(summaryOf(channel, content)).toBe('你好 朋友'))
