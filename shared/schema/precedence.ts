import { z } from 'zod'

/** Sources of a value, as a manager may rank them. */
export const SourceGroup = z.enum(['staff', 'crm', 'api', 'form', 'wecom', 'other'])
export type SourceGroup = z.infer<typeof SourceGroup>

export const sourceGroupLabels: Record<SourceGroup, string> = {
  staff: '员工填写',
  crm: 'CRM 导入',
  api: '接口写入',
  form: '客户填写',
  wecom: '企业微信',
  other: '其他来源',
}

/** Which of two values stays when sources disagree: the newest, or that of the source that stands first; of one source the newest. */
export const Precedence = z.discriminatedUnion('by', [
  z.object({ by: z.literal('newest') }),
  z.object({
    by: z.literal('source'),
    order: z
      .array(SourceGroup)
      .min(1)
      .refine((all) => new Set(all).size === all.length, '来源不能重复'),
  }),
])
export type Precedence = z.infer<typeof Precedence>

export const usualOrder: SourceGroup[] = [...SourceGroup.options]
export const usualPrecedence: Precedence = { by: 'source', order: usualOrder }

/** By the name of the attribute; one that has none follows the usual order. */
export type PrecedenceRules = ReadonlyMap<string, Precedence>
export const noRules: PrecedenceRules = new Map()

const prefixes: readonly (readonly [prefix: string, group: SourceGroup])[] = [
  ['staff', 'staff'],
  ['crm', 'crm'],
  ['api', 'api'],
  ['form', 'form'],
  ['mini.phone', 'form'],
  ['wecom', 'wecom'],
]
export const groupOfSource = (source: string): SourceGroup =>
  prefixes.find(([prefix]) => source.startsWith(prefix))?.[1] ?? 'other'

export const precedenceText = (rule: Precedence): string =>
  rule.by === 'newest' ? '最新的值优先' : rule.order.map((group) => sourceGroupLabels[group]).join(' > ')
