import { z } from 'zod'

/**
 * What a typed field takes (facts B4; templates of Official Accounts have the same types, A4.2). The type is the name
 * without its number. The platform refuses anything else with 47003, after the call and for the whole message; a type
 * not listed here is not checked.
 */
const DAY = String.raw`(\d{4}年\d{1,2}月\d{1,2}日|\d{4}[-/]\d{1,2}[-/]\d{1,2})`
const TIME = String.raw`\d{1,2}:\d{2}(:\d{2})?`
const MOMENT = `(${DAY}( ?${TIME})?|${TIME})`
const span = new RegExp(`^${MOMENT}( ?[~～] ?${MOMENT})?$`)
const day = new RegExp(`^${DAY}( ?${TIME})?( ?[~～] ?${MOMENT})?$`)
const length = (text: string) => [...text].length
const HAN = /\p{Script=Han}/u

type Rule = { most: number; shape?: { fits(text: string): boolean; says: string } }
const shaped = (most: number, pattern: RegExp, says: string): Rule => ({
  most,
  shape: { fits: (text) => pattern.test(text), says },
})
const RULES: Readonly<Record<string, Rule>> = {
  thing: { most: 20 },
  number: shaped(32, /^-?\d+(\.\d+)?$/, '只能是数字，可带小数'),
  letter: shaped(32, /^[A-Za-z]+$/, '只能是字母'),
  symbol: { most: 5 },
  character_string: shaped(32, /^[\x20-\x7e]+$/, '只能是数字、字母或符号'),
  time: shaped(60, span, '要写成 15:01 或 2026年10月1日 15:01，时间段用 ~ 连接'),
  date: shaped(60, day, '要写成 2026年10月1日，可带时间'),
  amount: shaped(16, /^[¥￥$€£]?-?\d{1,10}(\.\d+)?元?$/, '要写成金额，最多 10 位整数，可带货币符号或“元”'),
  phone_number: shaped(17, /^[\d+\-() ]+$/, '只能是电话号码'),
  car_number: { most: 8 },
  name: {
    most: 20,
    shape: { fits: (text) => !HAN.test(text) || length(text) <= 10, says: '最多 10 个汉字或 20 个字母' },
  },
  phrase: shaped(5, /^\p{Script=Han}+$/u, '只能是汉字'),
  const: { most: 20 },
}

const VARIABLE = /\{\{[^{}]*\}\}/g

/** What is wrong with the value of a field; null when the platform takes it. What a variable will hold is seen when it is filled. */
export function fieldProblem(field: string, value: string): string | null {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones the platform refuses
  if (/[\u0000-\u001f\u007f]/.test(value)) return '不能换行'
  const rule = RULES[field.replace(/\d+$/, '')]
  const fixed = value.replace(VARIABLE, '')
  const most = rule?.most ?? 200
  if (length(fixed) > most) return `最多 ${most} 个字`
  if (fixed !== value || rule?.shape === undefined || rule.shape.fits(value)) return null
  return rule.shape.says
}

/** The fields of a message template, by name: Official Account templates and subscribe messages have the same rules. */
export const TemplateFields = z.record(z.string(), z.string().trim()).superRefine((fields, context) => {
  for (const [name, value] of Object.entries(fields)) {
    const problem = value === '' ? '模板字段不能为空' : fieldProblem(name, value)
    if (problem !== null) context.addIssue({ code: 'custom', path: [name], message: `字段 ${name}：${problem}` })
  }
})

/** As the calls want them. */
export const dataOf = (fields: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, { value }]))
