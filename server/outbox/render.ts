import type { AttributeValue, Contact } from '../../shared/contact.ts'

/** Of each object the person has, the newest row's fields. */
export type ObjectFields = ReadonlyMap<string, Readonly<Record<string, AttributeValue>>>
const noObjects: ObjectFields = new Map()

/**
 * Fills the variables of a content at the moment it leaves: `{{name}}`, `{{phone}}` (masked), and every attribute by its
 * name (`{{level}}`), and a field of the newest row of an object (`{{order.amount}}`), each with an optional text for
 * nobody's sake: `{{name|朋友}}`.
 */
export function renderContent(content: unknown, contact: Contact | null, objects: ObjectFields = noObjects): unknown {
  if (typeof content === 'string') return contact ? renderText(content, { contact, objects }) : content
  if (Array.isArray(content)) return content.map((part) => renderContent(part, contact, objects))
  if (typeof content !== 'object' || content === null || content instanceof Date) return content
  return Object.fromEntries(
    Object.entries(content).map(([key, value]) => [
      key,
      key === 'html' && typeof value === 'string' && contact
        ? renderText(value, { contact, objects }, escapeHtml)
        : renderContent(value, contact, objects),
    ]),
  )
}

/** What a customer calls themselves is text, whatever stands in it. */
const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`)

type Known = { contact: Contact; objects: ObjectFields }

const renderText = (text: string, known: Known, written: (value: string) => string = (value) => value): string =>
  text.replace(/\{\{\s*([^{}|\s]+)\s*(?:\|([^{}]*))?\}\}/g, (_, name: string, otherwise: string | undefined) => {
    const value = variableOf(name, known)
    return value === null || value === '' ? (otherwise ?? '').trim() : written(value)
  })

function variableOf(name: string, { contact, objects }: Known): string | null {
  if (name === 'name') return contact.name
  if (name === 'phone') return contact.phoneMasked
  const [type = '', field] = name.split('.')
  const value = field === undefined ? contact.attributes[name] : objects.get(type)?.[field]
  if (value === undefined) return null
  if (Array.isArray(value)) return value.join('、')
  return typeof value === 'string' ? spokenDay(value) : String(value)
}

/** Days are stored as `2027-03-01`; people and typed template fields want 2027年3月1日 (facts B4). */
const spokenDay = (text: string): string =>
  text.replace(
    /^(\d{4})-0?(\d{1,2})-0?(\d{1,2})$/,
    (_, year: string, month: string, day: string) => `${year}年${month}月${day}日`,
  )
