import { z } from 'zod'

/** Limits of typed fields (facts B4): longer values are refused by the platform with 47003. */
const LIMITS: readonly [RegExp, number][] = [
  [/^thing\d+$/, 20],
  [/^(number|letter|character_string)\d+$/, 32],
  [/^phrase\d+$/, 5],
  [/^name\d+$/, 20],
  [/^phone_number\d+$/, 17],
  [/^car_number\d+$/, 8],
]
const limitOf = (field: string) => LIMITS.find(([pattern]) => pattern.test(field))?.[1] ?? 200

/** The fields of a message template, by name: Official Account templates and subscribe messages have the same rules. */
export const TemplateFields = z
  .record(z.string(), z.string().trim().min(1, '模板字段不能为空'))
  .superRefine((fields, context) => {
    for (const [name, value] of Object.entries(fields)) {
      const limit = limitOf(name)
      if ([...value].length > limit) context.addIssue({ code: 'custom', path: [name], message: `最多 ${limit} 个字` })
      if (/[\r\n]/.test(value)) context.addIssue({ code: 'custom', path: [name], message: '不能换行' })
    }
  })
