import type { AttributeValue } from '../contact.ts'
import { dayOf } from '../local-time.ts'
import type { Field, FieldType } from './field.ts'

/** A value as it is stored, or why it can't be: said to whoever sent it. */
export type ReadValue = { ok: true; value: AttributeValue } | { ok: false; problem: string }

const TEXT_LIMIT = 500
const LIST_LIMIT = 100

const fine = (value: AttributeValue): ReadValue => ({ ok: true, value })
const wrong = (problem: string): ReadValue => ({ ok: false, problem })
const plain = (given: string) => given.normalize('NFKC').trim()

/** Reads what came from outside as what the definition says it is. The same value read again stays the same. */
export function readValue(
  field: Pick<Field, 'label' | 'type' | 'options'>,
  given: unknown,
  timeZone: string,
): ReadValue {
  const { label } = field
  switch (field.type) {
    case 'text':
      return readText(label, given)
    case 'number':
      return readNumber(label, given)
    case 'date':
      return readDate(label, given, timeZone)
    case 'boolean':
      return readBoolean(label, given)
    case 'choice':
      return readChoice(field, given)
    case 'choices':
      return readChoices(field, given)
    case 'region':
      return readRegion(label, given)
  }
}

function readText(label: string, given: unknown): ReadValue {
  if (typeof given !== 'string' && typeof given !== 'number' && typeof given !== 'boolean') {
    return wrong(`「${label}」应为文本`)
  }
  const text = String(given).trim()
  return text.length > TEXT_LIMIT ? wrong(`「${label}」最多 ${TEXT_LIMIT} 字`) : fine(text)
}

/** `1,299.50`, `￥99` and full-width digits are numbers too. */
function readNumber(label: string, given: unknown): ReadValue {
  const digits =
    typeof given === 'string'
      ? plain(given)
          .replace(/^[¥￥$]/, '')
          .replace(/,(?=\d{3}(?!\d))/g, '')
          .replace(/元$/, '')
      : given
  const number =
    typeof digits === 'string' && /^[+-]?(\d+(\.\d+)?|\.\d+)(e[+-]?\d+)?$/i.test(digits) ? Number(digits) : digits
  return typeof number === 'number' && Number.isFinite(number) ? fine(number) : wrong(`「${label}」应为数字，如 99.5`)
}

function readDate(label: string, given: unknown, timeZone: string): ReadValue {
  const day = typeof given === 'string' ? readDay(given, timeZone) : null
  return day === null ? wrong(`「${label}」应为日期，如 2027-03-01`) : fine(day)
}

const yes: ReadonlySet<string> = new Set(['true', '1', 'yes', 'y', '是', '有'])
const no: ReadonlySet<string> = new Set(['false', '0', 'no', 'n', '否', '无'])

function readBoolean(label: string, given: unknown): ReadValue {
  const text = typeof given === 'boolean' || typeof given === 'number' ? String(given) : given
  const word = typeof text === 'string' ? plain(text).toLowerCase() : ''
  if (yes.has(word)) return fine(true)
  return no.has(word) ? fine(false) : wrong(`「${label}」应为是或否`)
}

function readChoice({ label, options }: Pick<Field, 'label' | 'options'>, given: unknown): ReadValue {
  const text = typeof given === 'string' || typeof given === 'number' ? String(given).trim() : ''
  return options.includes(text) ? fine(text) : wrong(`「${label}」只能是：${namesOf(options)}`)
}

function readChoices({ label, options }: Pick<Field, 'label' | 'options'>, given: unknown): ReadValue {
  const list = typeof given === 'string' ? given.split(/[、,，;；|]/) : given
  if (!Array.isArray(list)) return wrong(`「${label}」应为选项的列表`)
  const chosen = [...new Set(list.map((one) => String(one).trim()).filter((one) => one !== ''))]
  const foreign = chosen.find((one) => !options.includes(one))
  if (foreign !== undefined)
    return wrong(`「${label}」里没有选项「${foreign.slice(0, 60)}」，可选：${namesOf(options)}`)
  return fine(chosen.slice(0, LIST_LIMIT))
}

const namesOf = (options: readonly string[]) =>
  options.length > 8 ? `${options.slice(0, 8).join('、')} 等 ${options.length} 项` : options.join('、')

/** Province, city, district: up to three parts, stored as `浙江省/杭州市/西湖区`. */
function readRegion(label: string, given: unknown): ReadValue {
  const parts = Array.isArray(given) ? given.map(String) : typeof given === 'string' ? given.split(/[/\-\s>·]+/) : []
  const names = parts.map((part) => part.trim()).filter((part) => part !== '')
  if (names.length === 0 || names.length > 3 || names.some((name) => name.length > 30)) {
    return wrong(`「${label}」应为地区，如 浙江省/杭州市/西湖区`)
  }
  return fine(names.join('/'))
}

/** The day of `2027-03-01`, `2027/3/1`, `2027.3.1`, `2027年3月1日`, with a time or without, or of an instant. Null for none. */
export function readDay(given: string, timeZone: string): string | null {
  const text = plain(given)
  const zoned = /^\d{4}-\d{2}-\d{2}T.*(Z|[+-]\d{2}:?\d{2})$/.test(text) ? new Date(text) : null
  if (zoned !== null) return Number.isNaN(zoned.getTime()) ? null : dayOf(zoned, timeZone)
  const [, year, month, day] =
    /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?)?$/.exec(text) ??
    /^(\d{4})(\d{2})(\d{2})$/.exec(text) ??
    []
  if (year === undefined || month === undefined || day === undefined) return null
  const iso = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  const date = new Date(`${iso}T00:00:00Z`)
  return Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== iso ? null : iso
}

/** What an unknown value looks like: proposed to whoever adopts it, never applied by itself. */
export function guessType(value: unknown): FieldType {
  if (typeof value === 'boolean') return 'boolean'
  if (typeof value === 'number') return 'number'
  if (Array.isArray(value)) return 'choices'
  if (typeof value !== 'string') return 'text'
  if (/[-/.年T]/.test(value) && readDay(value, 'UTC') !== null) return 'date'
  // A number of a phone or a card is a name, not an amount.
  if (/^[+-]?\d{1,9}(\.\d+)?$/.test(value.trim())) return 'number'
  return /^(是|否|true|false)$/i.test(value.trim()) ? 'boolean' : 'text'
}

/** A value that no definition knows is kept when it is one we can hold; null for what we can't. */
export function keepable(given: unknown): AttributeValue | null {
  if (typeof given === 'boolean') return given
  if (typeof given === 'number') return Number.isFinite(given) ? given : null
  if (typeof given === 'string') return given.length > TEXT_LIMIT ? null : given
  if (!Array.isArray(given) || given.length > LIST_LIMIT) return null
  return given.every((one) => typeof one === 'string' && one.length <= TEXT_LIMIT) ? given.map(String) : null
}
