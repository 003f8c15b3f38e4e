import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { z } from 'zod'
import { parseJson } from '../kit/parse-json.ts'

/** The fields of a message as the platform names them, values still text. */
export type Fields = Readonly<Record<string, unknown>>
export type ParsedMessage = { ok: true; fields: Fields } | { ok: false; why: 'malformed' | 'doctype' }

/** Entities are never expanded and nothing becomes a number: `<MsgId>001` stays `001`. */
const parser = new XMLParser({ parseTagValue: false, processEntities: false, ignoreAttributes: true })
const Outer = z.object({ xml: z.record(z.string(), z.unknown()) })
const JsonObject = z.record(z.string(), z.unknown())
const CDATA = /<!\[CDATA\[[\s\S]*?\]\]>/g

/** XML or JSON: a mini-program may choose, so the first character decides. */
export function parseMessage(text: string): ParsedMessage {
  const start = text.trimStart()
  return start.startsWith('{') ? parseJsonMessage(start) : parseXmlMessage(start)
}

function parseXmlMessage(text: string): ParsedMessage {
  if (!text.startsWith('<')) return { ok: false, why: 'malformed' }
  // A follower may well send "<!DOCTYPE" as text: only outside CDATA is it markup.
  if (/<!(?!\[CDATA\[)/.test(text) && /<!/.test(text.replace(CDATA, ''))) return { ok: false, why: 'doctype' }
  if (XMLValidator.validate(text) !== true) return { ok: false, why: 'malformed' }
  const parsed = Outer.safeParse(parser.parse(text))
  return parsed.success ? { ok: true, fields: parsed.data.xml } : { ok: false, why: 'malformed' }
}

function parseJsonMessage(text: string): ParsedMessage {
  try {
    const parsed = JsonObject.safeParse(parseJson(text))
    return parsed.success ? { ok: true, fields: parsed.data } : { ok: false, why: 'malformed' }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    return { ok: false, why: 'malformed' }
  }
}

/** A field as text; empty when it is missing or not plain. */
export function textOf(fields: Fields, name: string): string {
  const value = fields[name]
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : ''
}
