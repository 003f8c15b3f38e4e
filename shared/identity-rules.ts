import { z } from 'zod'
import type { IdentityKind } from './contact.ts'

/**
 * What the same identity on two records does, by kind: it joins them; it joins them when one side proved it (verified,
 * or from the CRM); it asks a person; it says nothing. Whatever the rule, evidence that contradicts itself never joins.
 */
export const IdentityRule = z.enum(['joins', 'verified', 'asks', 'never'])
export type IdentityRule = z.infer<typeof IdentityRule>

const openly = z.enum(['joins', 'asks'])
const softly = IdentityRule

/** Only what a manager may choose: an openid names one person in its app by definition, so nothing is chosen for it. */
export const IdentityRules = z.object({
  unionid: openly.meta({ title: 'UnionID' }),
  crm: openly.meta({ title: 'CRM 客户编号' }),
  phone: softly.meta({ title: '手机号' }),
  email: softly.meta({ title: '邮箱' }),
})
export type IdentityRules = z.infer<typeof IdentityRules>

export const defaultIdentityRules: IdentityRules = {
  unionid: 'joins',
  crm: 'joins',
  phone: 'verified',
  email: 'asks',
}

export const identityRuleLabels: Record<IdentityRule, string> = {
  joins: '相同就合并',
  verified: '一方已验证或来自 CRM 才合并',
  asks: '只提示，由人判断',
  never: '不作为依据',
}

export const ruleOf = (rules: IdentityRules, kind: IdentityKind): IdentityRule =>
  kind === 'unionid' || kind === 'crm' || kind === 'phone' || kind === 'email' ? rules[kind] : 'joins'
