import { XMLParser } from 'fast-xml-parser'

/** What an element may hold when we write it. A number is written bare, a text as CDATA, as the platforms do (facts G). */
export type XmlValue = string | number | XmlElement | XmlElement[] | string[]
export type XmlElement = { [name: string]: XmlValue }

/** CDATA cannot hold `]]>`: the platforms split it (facts A2.6). */
const cdata = (text: string) => `<![CDATA[${text.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`

function writeValue(name: string, value: XmlValue): string {
  if (typeof value === 'string') return `<${name}>${cdata(value)}</${name}>`
  if (typeof value === 'number') return `<${name}>${value}</${name}>`
  if (Array.isArray(value)) return value.map((element) => writeValue(name, element)).join('')
  return `<${name}>${writeChildren(value)}</${name}>`
}
const writeChildren = (element: XmlElement) =>
  Object.entries(element)
    .map(([name, value]) => writeValue(name, value))
    .join('')

export const writeXml = (root: XmlElement): string => `<xml>${writeChildren(root)}</xml>`

const parser = new XMLParser({ parseTagValue: false, processEntities: false, ignoreAttributes: true, trimValues: true })

/** Reads a reply of the product. Answers null for anything that is not `<xml>…</xml>` with elements in it. */
export function readXml(text: string): Record<string, unknown> | null {
  if (/<!DOCTYPE|<!ENTITY/i.test(text)) return null
  try {
    const parsed: unknown = parser.parse(text, true)
    return isRecord(parsed) && isRecord(parsed.xml) ? parsed.xml : null
  } catch (error) {
    if (error instanceof Error) return null
    throw error
  }
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const textAt = (record: Record<string, unknown>, name: string): string => {
  const value = record[name]
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : ''
}
