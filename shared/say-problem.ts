import { z } from 'zod'
import { zhCN } from 'zod/locales'

/**
 * What is wrong with something a manager wrote, in Chinese and with the field's own title: zod's words say which type was
 * expected, and of a choice that was not made nothing at all.
 */
const plain = zhCN().localeError

export const errorInChinese: z.core.$ZodErrorMap = (issue) => {
  const missing = issue.input === undefined || issue.input === ''
  switch (issue.code) {
    case 'invalid_union':
      return choiceProblem(issue) ?? plain(issue)
    case 'invalid_value':
      return missing ? '请选择' : plain(issue)
    case 'invalid_type':
      return issue.input === undefined ? '还没有填写' : plain(issue)
    case 'too_small':
      if (issue.origin === 'string' && missing) return '还没有填写'
      return issue.origin === 'array' ? `至少 ${issue.minimum} 项` : plain(issue)
    case 'too_big':
      if (issue.origin === 'string') return `最多 ${issue.maximum} 个字`
      return issue.origin === 'array' ? `最多 ${issue.maximum} 项` : plain(issue)
    case 'invalid_format':
      if (missing) return '还没有填写'
      return issue.format === 'url' ? '不是完整的链接，要以 https:// 开头' : plain(issue)
    default:
      return plain(issue)
  }
}

type UnionIssue = Parameters<z.core.$ZodErrorMap>[0] & { code: 'invalid_union' }

/** Of the forms one of which must be chosen, by their titles. */
function choiceProblem({ inst, input, discriminator }: UnionIssue): string | null {
  if (!(inst instanceof z.ZodDiscriminatedUnion) || discriminator === undefined) return null
  const titles = inst.options.flatMap((option) => titleOf(option) ?? [])
  const among = titles.length === 0 ? '' : `：${titles.join('、')}`
  const chosen = isRecord(input) ? input[discriminator] : undefined
  return chosen === undefined || chosen === '' ? `请选择内容形式${among}` : `没有「${String(chosen)}」这种形式${among}`
}

/** The first problem as `字段：要做什么`; null when there is none. */
export function firstProblem(schema: z.ZodType, value: unknown): string | null {
  const parsed = schema.safeParse(value, { error: errorInChinese })
  const issue = parsed.error?.issues[0]
  if (issue === undefined) return null
  const titles = titlesAlong(schema, value, issue.path)
  const field = titles.map((title) => `「${title}」`).join('的')
  return field === '' ? issue.message : `${field}${issue.message}`
}

/** Titles of the fields on the way to what is wrong; places in a list by their number. */
function titlesAlong(schema: unknown, value: unknown, path: readonly PropertyKey[]): string[] {
  const [step, ...rest] = path
  if (step === undefined) return []
  const held = within(schema, value)
  if (held instanceof z.ZodArray) {
    return [`第 ${Number(step) + 1} 项`, ...titlesAlong(held.element, at(value, step), rest)]
  }
  if (!(held instanceof z.ZodObject)) return []
  const field: unknown = new Map<PropertyKey, unknown>(Object.entries(held.shape)).get(step)
  return [...(titleOf(field) ?? []), ...titlesAlong(field, at(value, step), rest)]
}

/** What lies inside optional, default and the like; of a choice the form that was chosen. */
function within(schema: unknown, value: unknown): unknown {
  if (schema instanceof z.ZodDiscriminatedUnion) {
    const { discriminator } = schema.def
    const chosen = isRecord(value) ? value[discriminator] : undefined
    return schema.options.find(
      (option) => option instanceof z.ZodObject && option.shape[discriminator]?.safeParse(chosen).success,
    )
  }
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault) {
    return within(schema.unwrap(), value)
  }
  return schema instanceof z.ZodPipe ? within(schema.in, value) : schema
}

function titleOf(schema: unknown): string[] | null {
  if (!(schema instanceof z.ZodType)) return null
  const title = schema.meta()?.title
  if (typeof title === 'string') return [title]
  return schema instanceof z.ZodOptional || schema instanceof z.ZodDefault ? titleOf(schema.unwrap()) : null
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
const at = (value: unknown, step: PropertyKey): unknown => (isRecord(value) ? Reflect.get(value, step) : undefined)
