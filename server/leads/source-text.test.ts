import { expect, it } from 'vitest'
import { firstSourceText, sourceText } from './source-text.ts'

const from = (kind: string, detail: string | null) => ({ kind, detail, at: new Date('2026-11-22T04:00:00Z') })
const crm = from('crm-import', 'crm.csv')

it.each([
  ['nobody knows', null, null, '未知来源'],
  ['a scan', from('oa-scan', 'spring-fair'), from('mini', null), '公众号扫码 · spring-fair'],
  ['the mini-program, then a scan', from('mini', null), from('oa-scan', 'spring-fair'), '公众号扫码 · spring-fair'],
  ['a friendship without a contact way', from('wecom-friend', null), null, '企业微信添加'],
  ['the CRM alone', crm, crm, 'CRM 导入 · crm.csv'],
  ['the CRM, then a scan', crm, from('oa-scan', 'spring-fair'), '公众号扫码 · spring-fair · CRM 老客'],
])('%s', (_name, firstSource, lastSource, text) => expect(sourceText({ firstSource, lastSource })).toBe(text))

it('the first source is the first one, the CRM too', () =>
  expect(firstSourceText({ firstSource: crm })).toBe('CRM 导入 · crm.csv'))
