import { readFileSync } from 'node:fs'
import { type Fields, parseMessage } from '../../server/intake/parse-message.ts'

/** Section G of the facts sheet: one line per message, as the platforms really send it. */
const sheet = readFileSync(new URL('../../docs/platform-facts.md', import.meta.url), 'utf8')
export const fixtures = [...sheet.matchAll(/^- ([a-zA-Z_.]+): `(<xml>.*<\/xml>)`$/gm)].map(
  ([, name = '', xml = '']) => ({ name, xml }),
)

/** The sheet files them under oa; only a mini-program receives them. */
const miniOnly = new Set(['oa.event.user_enter_tempsession'])
export type Platform = 'oa' | 'mini' | 'wecom'
const platformOf = (name: string): Platform =>
  miniOnly.has(name) ? 'mini' : name.startsWith('wecom') ? 'wecom' : 'oa'

/** What comes in; the rest are replies and sealed outsides. */
export const callbacks = fixtures
  .filter(({ name }) => !/\.reply\.|\.outer/.test(name))
  .map((one) => ({ ...one, platform: platformOf(one.name) }))

export const fieldsOf = (body: string): Fields => {
  const parsed = parseMessage(body)
  if (!parsed.ok) throw new Error(parsed.why)
  return parsed.fields
}
