import { z } from 'zod'
import { FieldName, FieldType, Options } from '../schema/field.ts'

/** What a column of an imported file says about a person. */
const AppId = z.string().trim().min(1).max(64)
export const ImportTarget = z.discriminatedUnion('to', [
  z.object({ to: z.literal('ignore') }),
  z.object({ to: z.literal('record') }),
  z.object({ to: z.literal('phone') }),
  z.object({ to: z.literal('email') }),
  z.object({ to: z.literal('idNumber') }),
  z.object({ to: z.literal('unionid') }),
  z.object({ to: z.literal('oa'), appId: AppId }),
  z.object({ to: z.literal('mini'), appId: AppId }),
  z.object({ to: z.literal('wecom'), corpId: AppId }),
  z.object({ to: z.literal('name') }),
  z.object({ to: z.literal('owner') }),
  z.object({ to: z.literal('tags') }),
  z.object({ to: z.literal('consent'), channel: z.string().trim().min(1).max(40) }),
  z.object({
    to: z.literal('attribute'),
    name: FieldName,
    label: z.string().trim().min(1).max(40),
    type: FieldType,
    options: Options.default([]),
  }),
])
export type ImportTarget = z.infer<typeof ImportTarget>
export type ImportTargetKind = ImportTarget['to']

export const targetLabels: Record<ImportTargetKind, string> = {
  ignore: '不导入',
  record: '客户编号',
  phone: '手机号',
  email: '邮箱',
  idNumber: '身份证号',
  unionid: 'unionid',
  oa: '公众号 openid',
  mini: '小程序 openid',
  wecom: '企业微信 external_userid',
  name: '姓名',
  owner: '归属员工',
  tags: '标签',
  consent: '营销同意',
  attribute: '属性',
}

export const ImportMapping = z.object({
  /** One for each column of the file, in its order. */
  columns: z.array(ImportTarget).max(500),
  /** What an empty cell means: nothing said, or that the attribute has no value any more. */
  empty: z.enum(['keep', 'clear']).default('keep'),
  /** How `03/04/2027` is meant; until it is said, such a day is refused. */
  dayOrder: z.enum(['month-first', 'day-first']).nullable().default(null),
})
export type ImportMapping = z.infer<typeof ImportMapping>

const identities: ReadonlySet<ImportTargetKind> = new Set([
  'record',
  'phone',
  'email',
  'unionid',
  'oa',
  'mini',
  'wecom',
])
export const isIdentity = ({ to }: ImportTarget): boolean => identities.has(to)

/** What may stand once only; several columns may give tags, and any number may be left out. */
function placeOf(target: ImportTarget): string | null {
  switch (target.to) {
    case 'ignore':
    case 'tags':
      return null
    case 'oa':
    case 'mini':
      return `${target.to}:${target.appId}`
    case 'wecom':
      return `wecom:${target.corpId}`
    case 'consent':
      return `consent:${target.channel}`
    case 'attribute':
      return `attribute:${target.name}`
    default:
      return target.to
  }
}

/** A sentence when nothing can be imported by this mapping. */
export function mappingProblem({ columns }: ImportMapping, names: readonly string[]): string | null {
  if (columns.length !== names.length) return `文件有 ${names.length} 列，对应关系有 ${columns.length} 列`
  if (!columns.some(isIdentity)) {
    return '请至少指定一列身份：客户编号、手机号、邮箱、unionid、openid 或 external_userid，否则无法知道每一行是谁'
  }
  const seen = new Map<string, number>()
  for (const [at, target] of columns.entries()) {
    const place = placeOf(target)
    if (place === null) continue
    const first = seen.get(place)
    if (first !== undefined) {
      const title = target.to === 'attribute' ? target.label : targetLabels[target.to]
      return `「${names[first]}」和「${names[at]}」都对应「${title}」，请只选其中一列`
    }
    seen.set(place, at)
    if (target.to === 'attribute' && ['choice', 'choices'].includes(target.type) && target.options.length === 0) {
      return `「${names[at]}」是选项，请填写有哪些选项`
    }
  }
  return null
}

/** The names of a file's columns as people tell them apart: of two alike each has its letter. */
export function columnTitles(header: readonly string[]): string[] {
  const plain = header.map((name) => name.replace(/^\ufeff/, '').trim())
  return plain.map((name, at) =>
    name === ''
      ? `${letterOf(at)} 列`
      : plain.filter((one) => one === name).length > 1
        ? `${name}（${letterOf(at)} 列）`
        : name,
  )
}
function letterOf(index: number): string {
  const letter = String.fromCharCode(65 + (index % 26))
  return index < 26 ? letter : letterOf(Math.floor(index / 26) - 1) + letter
}
