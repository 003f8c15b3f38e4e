import { z } from 'zod'
import { ImportMapping } from '../imports/mapping.ts'
import { page } from './errors.ts'

/** What other systems are told about people. */
export const ChangeKind = z.enum([
  'contact.created',
  'contact.updated',
  'contact.tagged',
  'contact.owner-changed',
  'contact.consent-changed',
  'contact.merged',
  'segment.entered',
  'segment.left',
])
export type ChangeKind = z.infer<typeof ChangeKind>
export const changeLabels: Record<ChangeKind, string> = {
  'contact.created': '新建客户',
  'contact.updated': '资料更新',
  'contact.tagged': '标签变化',
  'contact.owner-changed': '归属变化',
  'contact.consent-changed': '营销同意变化',
  'contact.merged': '合并与拆分',
  'segment.entered': '进入人群',
  'segment.left': '离开人群',
}

const Url = z
  .url({ protocol: /^https?$/, error: '请填写以 https:// 开头的地址' })
  .max(500, '地址最多 500 个字符')
  .refine((text) => !URL.canParse(text) || new URL(text).username === '', '地址里不能有用户名和密码')

export const WebhookInput = z.object({
  name: z.string().trim().min(1, '请填写名称').max(40),
  url: Url,
  kinds: z.array(ChangeKind).min(1, '请至少选择一种变化'),
})
export type WebhookInput = z.infer<typeof WebhookInput>
export const WebhookSummary = WebhookInput.extend({
  id: z.string(),
  state: z.enum(['active', 'paused']),
  waiting: z.number().int(),
  failed: z.number().int(),
  createdAt: z.coerce.date(),
})
export type WebhookSummary = z.infer<typeof WebhookSummary>
/** The secret is told this once. */
export const WebhookCreated = z.object({ webhook: WebhookSummary, secret: z.string() })
export const WebhookList = z.object({ items: z.array(WebhookSummary) })

export const WebhookDelivery = z.object({
  id: z.string(),
  kind: ChangeKind,
  contact: z.string(),
  status: z.enum(['waiting', 'delivered', 'failed']),
  attempts: z.number().int(),
  problem: z.string().nullable(),
  at: z.coerce.date(),
  nextAt: z.coerce.date().nullable(),
  endedAt: z.coerce.date().nullable(),
})
export type WebhookDelivery = z.infer<typeof WebhookDelivery>
export const WebhookDeliveries = page(WebhookDelivery)

const Param = z.string().trim().max(60)
const JsonPath = z
  .string()
  .trim()
  .max(200)
  .regex(/^[^\s.[\]]*(\.[^\s.[\]]+)*$/, '路径写成 data.items 这样')
export const PullPaging = z.discriminatedUnion('by', [
  z.object({ by: z.literal('none') }),
  z.object({ by: z.literal('page'), param: Param.min(1), first: z.number().int().min(0).default(1) }),
  z.object({ by: z.literal('cursor'), param: Param.min(1), path: JsonPath.min(1) }),
  z.object({ by: z.literal('next-link'), path: JsonPath.min(1) }),
])
export type PullPaging = z.infer<typeof PullPaging>

export const PullInput = z.object({
  name: z.string().trim().min(1, '请填写名称').max(40),
  url: Url,
  /** A header that lets us in; its value is kept sealed and never given back. Left out when changed: stays as it was. */
  header: z
    .object({
      name: z.string().regex(/^[A-Za-z0-9-]{1,60}$/, '请求头名称只含字母、数字和 -'),
      value: z.string().min(1).max(4000).optional(),
    })
    .nullable(),
  /** Where in the answer the list is; empty when the answer is the list. */
  listPath: JsonPath,
  paging: PullPaging,
  /** The query parameter that asks for what changed since the last run; empty for none. */
  sinceParam: Param,
  source: z.string().regex(/^[a-z0-9][a-z0-9-]{0,30}$/, '来源只含小写字母、数字和 -'),
  everyMinutes: z.number().int().min(5, '最短 5 分钟').max(10_080),
  active: z.boolean(),
  columns: z.array(z.string().min(1).max(200)).max(500),
  mapping: ImportMapping.nullable(),
})
export type PullInput = z.infer<typeof PullInput>
export const PullRun = z.object({
  at: z.coerce.date(),
  endedAt: z.coerce.date(),
  rows: z.number().int(),
  pages: z.number().int(),
  problem: z.string().nullable(),
  /** The import its rows went into. */
  import: z.string().nullable(),
})
export type PullRun = z.infer<typeof PullRun>
export const PullSummary = PullInput.extend({
  id: z.string(),
  header: z.object({ name: z.string() }).nullable(),
  nextAt: z.coerce.date(),
  runs: z.array(PullRun),
})
export type PullSummary = z.infer<typeof PullSummary>
export const PullList = z.object({ items: z.array(PullSummary) })
/** The first rows a source gives, and what they probably are. */
export const PullTested = z.object({
  columns: z.array(z.object({ title: z.string(), samples: z.array(z.string()) })),
  guess: ImportMapping,
  rows: z.number().int(),
})
export type PullTested = z.infer<typeof PullTested>
