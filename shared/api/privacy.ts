import { z } from 'zod'
import { ContactId } from '../ids.ts'
import { page } from './errors.ts'

/** What is typed to confirm that a person is to be erased for good. */
export const ERASURE_WORDS = '永久删除'

export const Reason = z.string().trim().min(2, '请写明原因').max(200)

export const ErasureAsk = z.object({
  reason: Reason,
  confirm: z.literal(ERASURE_WORDS, `请输入“${ERASURE_WORDS}”确认`),
})
export type ErasureAsk = z.infer<typeof ErasureAsk>

export const ExportAsk = z.object({ reason: Reason, format: z.enum(['json', 'html']).default('html') })
export type ExportAsk = z.infer<typeof ExportAsk>

/**
 * An erasure: erasing → cleaning (gone for everybody, its bytes still in the database's files) → confirmed.
 * An export is given out in one answer: it is only recorded.
 */
export const PrivacyState = z.enum(['erasing', 'cleaning', 'confirmed', 'given'])
export type PrivacyState = z.infer<typeof PrivacyState>

export const PrivacyRequest = z.object({
  id: z.string(),
  kind: z.enum(['erasure', 'export']),
  contact: ContactId,
  state: PrivacyState,
  by: z.string(),
  reason: z.string(),
  askedAt: z.coerce.date(),
  erasedAt: z.coerce.date().nullable(),
  confirmedAt: z.coerce.date().nullable(),
  /** How many rows went, by collection: what is left as a proof. */
  counts: z.record(z.string(), z.number().int()),
  /** Why cleaning did not come to its end; it is tried again. */
  problem: z.string().nullable(),
})
export type PrivacyRequest = z.infer<typeof PrivacyRequest>
export const PrivacyRequestPage = page(PrivacyRequest)

/** What is masked wherever a person is shown. */
export const Hidden = z.enum(['phone', 'email', 'idNumber'])
export type Hidden = z.infer<typeof Hidden>
export const hiddenLabels: Record<Hidden, string> = { phone: '手机号', email: '邮箱', idNumber: '身份证号' }

export const RevealAsk = z.object({ what: Hidden, reason: Reason })
/** Null when there is none. */
export const Revealed = z.object({ value: z.string().nullable() })

/** One look at what is masked: at one person, or at many in a file. */
export const Look = z.object({
  id: z.string(),
  at: z.coerce.date(),
  user: z.string(),
  userName: z.string(),
  what: z.array(Hidden),
  /** Null for a file about many. */
  contact: ContactId.nullable(),
  /** Which file, in Chinese; null for a look at one person. */
  file: z.string().nullable(),
  reason: z.string(),
  ip: z.string(),
})
export type Look = z.infer<typeof Look>
export const LookPage = page(Look)

/** What is kept for so long and then removed at night. */
export const RetentionKind = z.enum([
  'visitors',
  'inbox',
  'refused',
  'uploads',
  'events',
  'activity',
  'outbox',
  'walks',
  'alerts',
  'leads',
  'merges',
  'looks',
  'audit',
])
export type RetentionKind = z.infer<typeof RetentionKind>

/** In days; null keeps it for good. */
const Days = z.number().int().min(7, '至少保留 7 天').max(3650, '最多 3650 天').nullable()
export const RetentionDays = z.record(RetentionKind, Days)
export type RetentionDays = z.infer<typeof RetentionDays>

export const defaultRetention: RetentionDays = {
  ...{ visitors: 180, inbox: 90, refused: 30, uploads: 30, events: 1095, activity: 1095, outbox: 730, walks: 730 },
  ...{ alerts: 365, leads: 1095, merges: 1095, looks: 1095, audit: 1095 },
}

export const retentionWords: Record<RetentionKind, { label: string; note: string }> = {
  visitors: { label: '匿名访客', note: '只在网页上来过、一直没有表明身份的人，从最后一次来访算起，连同其全部记录' },
  inbox: { label: '未能处理的原始消息', note: '无法识别或处理失败的回调原文；处理成功的 14 天后自动删除' },
  refused: { label: '导入未通过的行', note: '供下载修改的原始行，从导入结束算起' },
  uploads: { label: '没有完成的导入文件', note: '上传后没有确认或开始的文件' },
  events: { label: '行为与决定', note: '客户时间线上的每一条' },
  activity: { label: '每日行为次数', note: '人群条件里“最近 N 天”的依据，不应短于在用条件的天数' },
  outbox: { label: '发送记录', note: '已有结果的消息' },
  walks: { label: '已结束的旅程', note: '从离开旅程算起' },
  alerts: { label: '已处理的提醒', note: '从处理算起' },
  leads: { label: '已结束的线索', note: '从产生算起' },
  merges: { label: '合并记录', note: '删除后不能再撤销合并' },
  looks: { label: '查看记录', note: '谁看过完整的手机号、邮箱、身份证号；法规要求至少三年' },
  audit: { label: '操作日志', note: '谁通过后台或接口改了什么' },
}

export const RetentionRow = z.object({ kind: RetentionKind, days: Days })
/** `last`: what the last night removed. */
export const Retention = z.object({
  items: z.array(RetentionRow),
  changedBy: z.string().nullable(),
  changedAt: z.coerce.date().nullable(),
  last: z.object({ at: z.coerce.date(), removed: z.partialRecord(RetentionKind, z.number().int()) }).nullable(),
})
export type Retention = z.infer<typeof Retention>
