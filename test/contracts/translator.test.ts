import { describe, expect, it, test } from 'vitest'
import { typeOfMessage } from '../../server/intake/dedupe-key.ts'
import type { Fields } from '../../server/intake/parse-message.ts'
import type { Translation, Translator } from '../../server/intake/translate/contract.ts'
import { translators } from '../../server/intake/translate/index.gen.ts'
import { RowUnreadable, translateRow } from '../../server/intake/translate-row.ts'
import { Incoming } from '../../shared/incoming.ts'
import { callbacks, fieldsOf, type Platform } from '../vectors/sheet.ts'
import { callbackExamples } from './examples/callbacks.ts'

type Given = { platform: Platform; type: string; fields: Fields }
const given: Given[] = [
  ...callbacks.map(({ platform, xml }) => ({ platform, type: typeOfMessage(fieldsOf(xml)), fields: fieldsOf(xml) })),
  ...callbackExamples.map(({ platform, type, body }) => ({ platform, type, fields: fieldsOf(body) })),
]
const all: readonly Translator[] = translators
const names = all.flatMap(({ platform, types }) => types.map((type) => `${platform}:${type}`))
const nameOf = ({ platform, type }: Given) => `${platform}:${type}`
const receivedAt = new Date(1_760_000_000_250)

const translate = ({ platform, type }: Given, fields: Fields, id = 'ib_1'): Translation | null =>
  translateRow(
    { id, account: 'ac_1', platform, type, body: JSON.stringify(fields), receivedAt },
    platform === 'wecom' ? 'ww0000000000000001' : 'wx0000000000000001',
  )
const eventIds = (translation: Translation | null) =>
  translation?.kind === 'events' ? translation.incoming.map(({ event }) => event.id) : []

test('every type that is translated has a fixture or an example, and every one of these a translator', () => {
  expect([...new Set(given.map(nameOf))].sort()).toEqual([...names].sort())
  expect(new Set(names).size).toBe(names.length)
})

describe.each(given.map((one, index) => [`${nameOf(one)} (${index})`, one] as const))('%s', (_name, one) => {
  it('translates to what survives being stored', () => {
    const translation = translate(one, one.fields)
    expect(translation).not.toBeNull()
    if (translation?.kind !== 'events') return
    for (const incoming of translation.incoming) {
      expect(Incoming.parse(JSON.parse(JSON.stringify(incoming)))).toEqual(incoming)
    }
  })

  it('gives the same events for a repeat, and others for another message', () => {
    const ids = eventIds(translate(one, one.fields))
    expect(new Set(ids).size).toBe(ids.length)
    expect(eventIds(translate(one, one.fields))).toEqual(ids)
    expect(eventIds(translate(one, one.fields, 'ib_2')).filter((id) => ids.includes(id))).toEqual([])
  })

  it('is unreadable rather than a crash or a lie when a field is missing, empty or of another shape', () => {
    for (const broken of brokenBy(one.fields)) {
      try {
        expect(JSON.stringify(translate(one, broken))).not.toMatch(/undefined|NaN|\[object/)
      } catch (error) {
        if (!(error instanceof RowUnreadable)) throw error
      }
    }
  })
})

/** Each field in its turn: cut off, empty, a list, a nested element, null; and inside a nested one likewise. */
function brokenBy(fields: Fields): Fields[] {
  return Object.entries(fields).flatMap(([name, value]) => {
    const { [name]: _gone, ...rest } = fields
    const shapes: unknown[] = ['', [], ['x', 'y'], { x: '' }, null]
    const inner = isNested(value) ? brokenBy(value) : []
    return [rest, ...[...shapes, ...inner].map((shape) => ({ ...rest, [name]: shape }))]
  })
}
const isNested = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

test.each([
  ['oa:event.CLICK', 'EventKey'],
  ['oa:event.LOCATION', 'Latitude'],
  ['oa:message.image', 'MediaId'],
  ['oa:message.text', 'Content'],
  ['oa:event.TEMPLATESENDJOBFINISH', 'Status'],
  ['oa:event.MASSSENDJOBFINISH', 'MsgID'],
  ['mini:event.wxa_media_check', 'trace_id'],
  ['wecom:event.change_external_contact.add_external_contact', 'ExternalUserID'],
  ['wecom:event.change_external_chat.update', 'ChatId'],
  ['wecom:event.change_external_tag.delete', 'Id'],
  ['wecom:event.kf_msg_or_event', 'Token'],
])('%s without %s is kept as failed with the name of the field', (name, field) => {
  const one = given.find((candidate) => nameOf(candidate) === name)
  if (!one) throw new Error(`no example of ${name}`)
  const { [field]: _cut, ...rest } = one.fields
  expect(() => translate(one, rest)).toThrow(new RowUnreadable(`字段不符合预期：${field}`))
})
