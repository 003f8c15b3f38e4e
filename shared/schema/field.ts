import { z } from 'zod'

/** What a manager may say that an attribute, a property of an event or a field of an object is. */
export const FieldType = z.enum(['text', 'number', 'date', 'boolean', 'choice', 'choices', 'region'])
export type FieldType = z.infer<typeof FieldType>

export const fieldTypeLabels: Record<FieldType, string> = {
  text: '文本',
  number: '数字',
  date: '日期',
  boolean: '是/否',
  choice: '单选',
  choices: '多选',
  region: '地区',
}

/** Names are stored as keys and written in `{{…}}`: no dot, no `$` or `@` in front, and nothing that JavaScript means by itself. */
export const FieldName = z
  .string()
  .regex(/^[^.$@\s{}|"'][^.\s{}|"']{0,39}$/, '名称最多 40 字，不能含空格、点号、引号和花括号，也不能以 $ 或 @ 开头')
  .refine((name) => !['__proto__', 'constructor', 'prototype'].includes(name), '这个名称不能使用')

export const Options = z
  .array(z.string().trim().min(1, '选项不能为空').max(60, '选项最多 60 字'))
  .max(200, '选项最多 200 个')
  .refine((all) => new Set(all).size === all.length, '有重复的选项')

const shape = {
  name: FieldName,
  label: z.string().trim().min(1, '请填写显示名称').max(40, '显示名称最多 40 字'),
  type: FieldType,
  /** What may be chosen; empty for every other type. */
  options: Options.default([]),
}
export const hasOptions = (type: FieldType): boolean => type === 'choice' || type === 'choices'

/** A choice without choices takes nothing. */
export const withOptions = <T extends { type: FieldType; options: readonly string[] }>(field: T): boolean =>
  !hasOptions(field.type) || field.options.length > 0

export const Field = z.object(shape)
export type Field = z.infer<typeof Field>

export const Fields = z
  .array(Field.refine(withOptions, { message: '请至少填写一个选项', path: ['options'] }))
  .max(100, '最多 100 个字段')
  .refine((all) => new Set(all.map(({ name }) => name)).size === all.length, '有重名的字段')
