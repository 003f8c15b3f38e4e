import type { Contact } from '../../shared/contact.ts'

/**
 * Fills the variables of a content at the moment it leaves: `{{name}}`, `{{phone}}` (masked), and every attribute by its
 * name (`{{level}}`), each with an optional text for nobody's sake: `{{name|朋友}}`.
 */
export function renderContent(content: unknown, contact: Contact | null): unknown {
  if (typeof content === 'string') return contact ? renderText(content, contact) : content
  if (Array.isArray(content)) return content.map((part) => renderContent(part, contact))
  if (typeof content !== 'object' || content === null || content instanceof Date) return content
  return Object.fromEntries(
    Object.entries(content).map(([key, value]) => [
      key,
      key === 'html' && typeof value === 'string' && contact
        ? renderText(value, contact, escapeHtml)
        : renderContent(value, contact),
    ]),
  )
}

/** What a customer calls themselves is text, whatever stands in it. */
const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`)

const renderText = (text: string, contact: Contact, written: (value: string) => string = (value) => value): string =>
  text.replace(/\{\{\s*([^{}|\s]+)\s*(?:\|([^{}]*))?\}\}/g, (_, name: string, otherwise: string | undefined) => {
    const value = variableOf(name, contact)
    return value === null || value === '' ? (otherwise ?? '').trim() : written(value)
  })

function variableOf(name: string, contact: Contact): string | null {
  if (name === 'name') return contact.name
  if (name === 'phone') return contact.phoneMasked
  const value = contact.attributes[name]
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
