import { BSON } from 'bson'
import { expect, test } from 'vitest'
import { Command } from './command.ts'

const made = (document: object, sequences?: Map<string, Buffer>) =>
  new Command({ requestId: 1, body: Buffer.from(BSON.serialize(document)), ...(sequences && { sequences }) })

test('single fields are read without decoding the others', () => {
  const command = made({ find: 'contacts', filter: { a: 1 }, $db: 'weilu', limit: 5, singleBatch: true })
  expect([command.name, command.collection, command.db]).toEqual(['find', 'contacts', 'weilu'])
  expect([command.get('limit'), command.get('singleBatch'), command.get('none')]).toEqual([5, true, undefined])
  expect(command.get('filter')).toEqual({ a: 1 })
})

test('operations are found in the body and in a sequence alike', () => {
  const updates = [{ q: { a: 1 } }, { q: { a: 2 } }]
  const sequence = Buffer.concat(updates.map((one) => BSON.serialize(one)))
  const commands = [made({ update: 'c', updates }), made({ update: 'c' }, new Map([['updates', sequence]]))]
  for (const command of commands) {
    expect(command.rawDocuments('updates').map((bytes) => BSON.deserialize(bytes))).toEqual(updates)
  }
})

test('a body less one field is the same document without it', () => {
  const rest = made({ update: 'c', updates: [{ q: {} }], ordered: false }).without('updates')
  expect(BSON.deserialize(rest)).toEqual({ update: 'c', ordered: false })
})
