import { refuse } from './refusal.ts'

/**
 * Typed values of template and subscribe messages: the type is the key without its number (facts B4, used by category
 * templates of Official Accounts too, A4.2). A type that is not in the table is not checked.
 */
const chars = (text: string) => [...text].length
const DATE = String.raw`\d{4}年\d{1,2}月\d{1,2}日`
const TIME = String.raw`\d{1,2}:\d{2}(:\d{2})?`
const ISO_DATE = String.raw`\d{4}[-/]\d{1,2}[-/]\d{1,2}`
const day = `(${DATE}|${ISO_DATE})`
const moment = `(${day}( ?${TIME})?|${TIME})`

const rules: Record<string, (text: string) => boolean> = {
  thing: (text) => chars(text) <= 20,
  number: (text) => /^-?\d+(\.\d+)?$/.test(text) && text.length <= 32,
  letter: (text) => /^[A-Za-z]{1,32}$/.test(text),
  symbol: (text) => chars(text) <= 5,
  character_string: (text) => /^[\x21-\x7e ]{1,32}$/.test(text),
  time: (text) => new RegExp(`^${moment}( ?[~～] ?${moment})?$`).test(text),
  date: (text) => new RegExp(`^${day}( ?${TIME})?( ?[~～] ?${moment})?$`).test(text),
  amount: (text) => /^[¥￥$€£]?-?\d{1,10}(\.\d+)?元?$/.test(text),
  phone_number: (text) => /^[\d+\-() ]{1,17}$/.test(text),
  car_number: (text) => chars(text) <= 8,
  name: (text) => (/^[A-Za-z .]+$/.test(text) ? text.length <= 20 : chars(text) <= 10 && !/\d/.test(text)),
  phrase: (text) => chars(text) <= 5 && /^[\p{Script=Han}]+$/u.test(text),
  const: (text) => chars(text) <= 20,
}

export type TypedData = Record<string, { value?: string | number | undefined }>

/** 47003 names the field, as the platform does: `argument invalid! data.thing1.value is empty`. */
export function checkTypedData(keys: readonly string[], data: TypedData) {
  for (const key of keys) {
    const given = data[key]?.value
    const value = given === undefined ? '' : String(given)
    if (value.trim() === '') refuse(47003, `argument invalid! data.${key}.value is empty`)
    const type = key.replace(/\d+$/, '')
    const rule = rules[type]
    const line = value.split('').some((char) => char.charCodeAt(0) < 32)
    if (line || (rule !== undefined && !rule(value))) refuse(47003, `argument invalid! data.${key}.value invalid`)
  }
}
